using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>What the rules' pages show as wrong and as right is so.</summary>
public class PageTests
{
    public static TheoryData<string> Ids => new(RuleCases.All.Select(mistake => mistake.Id).Distinct());

    [Theory, MemberData(nameof(Ids))]
    public void TheWrongCodeBreaksTheRuleAndTheRightCodeDoesNot(string id)
    {
        string page = Repository.Read("docs", "diagnostics", id + ".md");
        string[] code = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();
        // What takes two projects is shown as text.
        if (id != "RNN152")
        {
            Assert.Equal(2, code.Length);
            Assert.Equal([id], Findings(code[0]));
        }
        Assert.Empty(Findings(code[^1]));
    }

    /// <summary>All but missing documentation, which examples may leave out.</summary>
    private static IEnumerable<string> Findings(string code) =>
        Harness.Generate(Harness.Usings + code).Diagnostics().Select(diagnostic => diagnostic.Id).Where(found => found != "CS1591");
}

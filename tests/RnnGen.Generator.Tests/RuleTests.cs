extern alias generator;

using System.Reflection;
using Microsoft.CodeAnalysis;
using Rules = generator::RnnGen.Generator.Rules;

namespace RnnGen.Generator.Tests;

/// <summary>Each way of getting a declaration wrong gives one diagnostic: the rule, the text under it, and the message.</summary>
public class RuleTests
{
    /// <summary>Rule, source, the text under the squiggle, the message.</summary>
    public static TheoryData<string, string, string, string> Mistakes
    {
        get
        {
            var mistakes = new TheoryData<string, string, string, string>();
            foreach (Mistake m in RuleCases.All) mistakes.Add(m.Id, m.Source, m.Squiggle, m.Message);
            return mistakes;
        }
    }

    [Theory, MemberData(nameof(Mistakes))]
    public void OneMistakeIsOneDiagnostic(string id, string source, string squiggle, string message)
    {
        Diagnostic found = Assert.Single(Harness.Generate(Harness.Usings + source).Diagnostics());
        Assert.Equal((id, squiggle, message), (found.Id, Generated.Squiggle(found), found.GetMessage()));
    }

    [Theory, MemberData(nameof(RuleFields))]
    public void ARuleHasATestAPageAndAReleaseLine(string field)
    {
        var rule = (DiagnosticDescriptor)typeof(Rules).GetField(field)!.GetValue(null)!;
        Assert.Contains(rule, Rules.All);
        Assert.Contains(RuleCases.All, mistake => mistake.Id == rule.Id);

        string page = Repository.Read("docs", "diagnostics", rule.Id + ".md");
        Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", page);
        Assert.Contains("## Wrong", page);
        Assert.Contains("## Right", page);
        Assert.EndsWith($"/docs/diagnostics/{rule.Id}.md", rule.HelpLinkUri);

        string releases = Repository.Read("generator", "RnnGen.Generator", "AnalyzerReleases.Shipped.md")
            + Repository.Read("generator", "RnnGen.Generator", "AnalyzerReleases.Unshipped.md");
        Assert.Contains($"\n{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}\n", releases);
    }

    [Fact]
    public void RulesHaveIdsOfTheirOwn() => Assert.Equal(Rules.All.Length, Rules.All.Select(rule => rule.Id).Distinct().Count());

    public static TheoryData<string> RuleFields => new(typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(rule => rule.FieldType == typeof(DiagnosticDescriptor)).Select(rule => rule.Name));
}

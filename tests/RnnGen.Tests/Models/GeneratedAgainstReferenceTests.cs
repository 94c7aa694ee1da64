using Xunit.Abstractions;

namespace RnnGen.Tests.Models;

public class GeneratedAgainstReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => new(DeclaredModels.All.Select(model => model.Name));

    [Theory, MemberData(nameof(Names))]
    public void AgreesWithTheReferenceEngine(string name)
    {
        Func<int, VerificationReport> verify = DeclaredModels.All.Single(model => model.Name == name).Verify;
        for (int seed = 1; seed <= 3; seed++)
        {
            VerificationReport report = verify(seed);
            output.WriteLine(report.ToString());
            report.ThrowIfFailed();
        }
    }
}

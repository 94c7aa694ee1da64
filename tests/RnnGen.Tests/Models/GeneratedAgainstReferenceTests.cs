using Xunit.Abstractions;

namespace RnnGen.Tests.Models;

public class GeneratedAgainstReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => new(DeclaredModels.All.Select(model => model.Name));

    /// <summary>Sequences without tape go through large networks 16, 8 or 4 steps at a time: here over three borders and more.</summary>
    [Fact]
    public void LongSequencesAgreeToo()
    {
        var batch = new VerificationBatch(Steps: 53, Rows: 1);
        RnnVerifier.VerifyStreaming<SquareGru, float>(1, parameterScale: 1, batch).ThrowIfFailed();
        RnnVerifier.VerifyStreaming<SquareDense, float>(1, parameterScale: 1, batch).ThrowIfFailed();
        RnnVerifier.VerifyStreaming<CharModel, int>(1, parameterScale: 1, batch).ThrowIfFailed();
    }

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

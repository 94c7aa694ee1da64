namespace RnnGen.Tests.Models;

/// <summary>At this machine's width; WidthTests have the others.</summary>
public class StreamingContractTests
{
    public static TheoryData<string> Names => new(DeclaredModels.All.Select(model => model.Name));

    [Theory, MemberData(nameof(Names))]
    public void IsKept(string name) => Assert.Null(DeclaredModels.All.Single(model => model.Name == name).Broken());
}

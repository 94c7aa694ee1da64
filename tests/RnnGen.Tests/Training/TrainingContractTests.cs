using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Every declared model, with checkpoints and on two threads.</summary>
public class TrainingContractTests
{
    public static TheoryData<string> Names => new(DeclaredModels.All.Where(model => model.Training is not null).Select(model => model.Name));

    [Theory, MemberData(nameof(Names))]
    public void IsKept(string name) => Assert.Null(DeclaredModels.All.Single(model => model.Name == name).Training!());
}

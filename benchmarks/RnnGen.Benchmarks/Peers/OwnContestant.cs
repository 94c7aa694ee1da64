using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Generated models as a contestant, in this process.</summary>
/// <param name="Name">The column's head.</param>
/// <param name="Create">The model of a shape, for sequences of at most so many steps; null where there is none.</param>
/// <param name="AllowedError">Against double; larger where weights or functions are coarser by choice.</param>
internal sealed record OwnContestant(string Name, Func<CellShape, int, IOwnModel?> Create, double AllowedError = 1e-4) : IContestant
{
    private PeerCase? _case;
    private IOwnModel? _model;

    /// <summary>The name of the column that all others are compared with.</summary>
    public const string Us = "RnnGen";

    /// <summary>Runs the models of <paramref name="shapes"/> until they are compiled in full.</summary>
    public void WarmUp(IEnumerable<CellShape> shapes) => Peers.WarmUp.Run([.. shapes.SelectMany(shape =>
    {
        if (Create(shape, RoundPlan.ShortSteps) is not { } model) return [];
        var x = new float[RoundPlan.ShortSteps * shape.Inputs];
        return Enum.GetValues<RunForm>().Select(form => (Action)(() => model.Repeat(form, x)));
    })]);

    public bool Load(PeerCase cell)
    {
        (_case, _model) = (cell, Create(cell.Shape, cell.Steps));
        _model?.Load(cell.Weights);
        return _model is not null;
    }

    public float[] Run(RunForm form, int steps)
    {
        _model!.Reset();
        return [.. _model.Run(form, Inputs(steps))];
    }

    public double Time(RunForm form, int steps, TimeSpan budget)
    {
        IOwnModel model = _model!;
        return StackPhase.Fastest(() => model.Repeat(form, Inputs(steps)), budget) / steps;
    }

    public void Dispose()
    {
    }

    private ReadOnlySpan<float> Inputs(int steps) => _case!.X.AsSpan(0, steps * _case.Shape.Inputs);
}

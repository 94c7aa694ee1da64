using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.Peers;

/// <summary>The generated model of each cell that is compared.</summary>
internal static class OwnModels
{
    /// <summary>The model of <paramref name="shape"/>, for sequences of at most <paramref name="maxSteps"/> steps; null where none is declared.</summary>
    public static IOwnModel? Create(CellShape shape, int maxSteps) => (shape.Kind, shape.Inputs, shape.Hidden) switch
    {
        (CellKind.Lstm, 1, 8) => new OwnModel<Lstm1To8, Lstm1To8.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 1, 16) => new OwnModel<Lstm1To16, Lstm1To16.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 1, 20) => new OwnModel<Lstm1To20, Lstm1To20.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 1, 32) => new OwnModel<Lstm1To32, Lstm1To32.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 1, 40) => new OwnModel<Lstm1To40, Lstm1To40.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 1, 64) => new OwnModel<Lstm1To64, Lstm1To64.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 8, 16) => new OwnModel<Lstm8To16, Lstm8To16.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 16, 32) => new OwnModel<Lstm16To32, Lstm16To32.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 32, 64) => new OwnModel<Lstm32To64, Lstm32To64.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 64, 128) => new OwnModel<Lstm64To128, Lstm64To128.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Lstm, 128, 256) => new OwnModel<Lstm128To256, Lstm128To256.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 8) => new OwnModel<Gru1To8, Gru1To8.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 16) => new OwnModel<Gru1To16, Gru1To16.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 20) => new OwnModel<Gru1To20, Gru1To20.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 32) => new OwnModel<Gru1To32, Gru1To32.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 40) => new OwnModel<Gru1To40, Gru1To40.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 1, 64) => new OwnModel<Gru1To64, Gru1To64.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 8, 16) => new OwnModel<Gru8To16, Gru8To16.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 16, 32) => new OwnModel<Gru16To32, Gru16To32.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 32, 64) => new OwnModel<Gru32To64, Gru32To64.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 64, 128) => new OwnModel<Gru64To128, Gru64To128.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Gru, 128, 256) => new OwnModel<Gru128To256, Gru128To256.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Rnn, 1, 16) => new OwnModel<Rnn1To16, Rnn1To16.State>(maxSteps, m => m.Forward, m => m.Step),
        (CellKind.Rnn, 64, 128) => new OwnModel<Rnn64To128, Rnn64To128.State>(maxSteps, m => m.Forward, m => m.Step),
        _ => null,
    };
}

namespace RnnGen;

/// <summary>Which of a sequence's outputs the model gives.</summary>
public enum OutputMode
{
    /// <summary>One output for every step.</summary>
    EveryStep,
    /// <summary>One output, of the last step (index T − 1, PyTorch's <c>output[-1]</c>).</summary>
    LastStep,
    /// <summary>One output, from each direction's own end (Keras; ONNX's Y_h).</summary>
    FinalState,
    /// <summary>One output, from the mean over the steps.</summary>
    Mean,
    /// <summary>One output, from the elementwise maximum over the steps.</summary>
    Max,
}

/// <summary>The order in which a recurrent layer reads its sequence.</summary>
public enum Direction
{
    /// <summary>From the first step to the last.</summary>
    Forward,
    /// <summary>From the last step to the first; the outputs stand in the order of time.</summary>
    Backward,
    /// <summary>Both, merged by <see cref="Merge"/>.</summary>
    Bidirectional,
}

/// <summary>How a bidirectional layer joins its two directions.</summary>
public enum Merge
{
    /// <summary>Forward outputs, then backward outputs.</summary>
    Concat,
    /// <summary>Their sum.</summary>
    Sum,
    /// <summary>Their mean.</summary>
    Mean,
    /// <summary>Their elementwise product.</summary>
    Product,
}

/// <summary>A connection around each stacked layer but the first.</summary>
public enum Skip
{
    /// <summary>None.</summary>
    None,
    /// <summary>y + x</summary>
    Residual,
    /// <summary>T∘y + (1 − T)∘x with T = σ(W_T·x + b_T)</summary>
    Highway,
    /// <summary>Layer k reads the input and all earlier outputs.</summary>
    Dense,
}

/// <summary>Which gates an LSTM has.</summary>
public enum LstmGates
{
    /// <summary>i, f, g, o.</summary>
    Standard,
    /// <summary>i = 1 − f.</summary>
    Coupled,
    /// <summary>f = 1 (the LSTM of 1997).</summary>
    NoForget,
}

/// <summary>Where a GRU's reset gate acts.</summary>
public enum GruReset
{
    /// <summary>n = φ(W_n·x + b_n + r∘(U_n·h + b_hn)) (PyTorch, cuDNN, Keras's default).</summary>
    AfterProduct,
    /// <summary>n = φ(W_n·x + b_n + U_n·(r∘h)) (Cho et al. 2014).</summary>
    BeforeProduct,
}

/// <summary>How a model keeps the weights that <c>Step</c> and <c>Forward</c> without tape read; <c>Parameters</c> are floats in any case.</summary>
/// <remarks>Matrices are stored so; biases, peepholes, layer normalisation and embedding tables that are not tied stay floats, as do states and sums.</remarks>
public enum WeightStorage
{
    /// <summary>They read the parameters themselves.</summary>
    Float32,
    /// <summary>A copy in half the room: 16 bits of each float, so that no weight is off by more than 1/256 of itself.</summary>
    BFloat16,
    /// <summary>A copy in a quarter of the room: 8 bits, and a factor for each row of each matrix, so that no weight is off by more than 1/254 of its row's largest.</summary>
    Int8,
}

/// <summary>How exactly tanh and σ are computed; docs/accuracy.md has the bounds of all functions.</summary>
public enum MathMode
{
    /// <summary>tanh within 3.5e-7 and 6 ulp, σ within 2e-7.</summary>
    Default,
    /// <summary>Both within 1e-5, with less to compute.</summary>
    Fast,
}

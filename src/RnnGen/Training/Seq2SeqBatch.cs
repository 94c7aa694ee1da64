namespace RnnGen;

/// <summary>A batch of a pair's trainer, copied, so that several threads can read it.</summary>
internal sealed class Seq2SeqBatch<TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly int _rows, _sourceSteps, _targetSteps, _sourceValues, _targetValues;
    private readonly int[] _sourceVocabularies, _targetVocabularies;

    public Seq2SeqBatch(Seq2SeqSpec spec, Seq2SeqTrainerOptions options)
    {
        Topology encoder = new(spec.Encoder), decoder = new(spec.Decoder);
        (_rows, _sourceSteps, _targetSteps) = (options.BatchSize, options.SourceSteps, options.TargetSteps);
        (_sourceValues, _targetValues) = (encoder.InputsPerStep, decoder.InputsPerStep);
        Shape = new BatchShape(_rows, _targetSteps, _targetValues, decoder.OutputSize, HasOutputPerStep: true);
        Shape.RequireRoom(1, options.Loss);
        new BatchShape(_rows, _sourceSteps, _sourceValues, 1, HasOutputPerStep: true).RequireRoom(1, options.Loss);
        _sourceVocabularies = VocabulariesOf(spec.Encoder);
        _targetVocabularies = VocabulariesOf(spec.Decoder);
        Sources = new TSource[_rows * _sourceSteps * _sourceValues];
        TargetInputs = new TTarget[_rows * _targetSteps * _targetValues];
        SourceLengths = new int[_rows];
        TargetLengths = new int[_rows];
        if (options.Loss == Loss.SoftmaxCrossEntropy) Classes = new int[_rows * _targetSteps];
        else Targets = new float[_rows * _targetSteps * decoder.OutputSize];
    }

    /// <summary>How outputs and targets lie.</summary>
    public BatchShape Shape { get; }

    public TSource[] Sources { get; }

    public TTarget[] TargetInputs { get; }

    public int[] SourceLengths { get; }

    public int[] TargetLengths { get; }

    public int[] Classes { get; } = [];

    public float[] Targets { get; } = [];

    public ReadOnlySpan<TSource> SourceOf(int row) => Sources.AsSpan(row * _sourceSteps * _sourceValues, SourceLengths[row] * _sourceValues);

    public Span<TTarget> TargetInputsOf(int row) => TargetInputs.AsSpan(row * _targetSteps * _targetValues, TargetLengths[row] * _targetValues);

    public Targets TargetsOf(Loss loss) => loss == Loss.SoftmaxCrossEntropy ? new Targets(loss, Classes) : new Targets(loss, Targets);

    /// <summary>Checks a batch and takes it over; says how many elements count.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a length is out of range, or a token is unknown.</exception>
    public long Take(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, Targets targets, ReadOnlySpan<int> sourceLengths, ReadOnlySpan<int> targetLengths)
    {
        Argument.RequireLength(nameof(sources), Sources.Length, sources.Length);
        Argument.RequireLength(nameof(targetInputs), TargetInputs.Length, targetInputs.Length);
        CheckLengths(sourceLengths, _sourceSteps, nameof(sourceLengths));
        CheckLengths(targetLengths, _targetSteps, nameof(targetLengths));
        CheckTokens(sources, sourceLengths, _sourceSteps, _sourceVocabularies, nameof(sources));
        CheckTokens(targetInputs, targetLengths, _targetSteps, _targetVocabularies, nameof(targetInputs));
        long count = targets.Count(Shape, targetLengths);
        sources.CopyTo(Sources);
        targetInputs.CopyTo(TargetInputs);
        targets.CopyTo(Classes, Targets);
        Copy(sourceLengths, SourceLengths, _sourceSteps);
        Copy(targetLengths, TargetLengths, _targetSteps);
        return count;
    }

    private void CheckLengths(ReadOnlySpan<int> lengths, int most, string argument)
    {
        if (lengths.IsEmpty) return;
        Argument.RequireLength(argument, _rows, lengths.Length);
        int wrong = lengths.IndexOfAnyExceptInRange(1, most);
        if (wrong >= 0) throw new ArgumentException(FormattableString.Invariant($"{argument}[{wrong}]: expected 1 to {most}, found {lengths[wrong]}."), argument);
    }

    private void CheckTokens<T>(ReadOnlySpan<T> inputs, ReadOnlySpan<int> lengths, int steps, int[] vocabularies, string argument)
        where T : unmanaged
    {
        if (typeof(T) != typeof(int)) return;
        ReadOnlySpan<int> tokens = System.Runtime.InteropServices.MemoryMarshal.Cast<T, int>(inputs);
        for (int row = 0; row < _rows; row++)
        {
            Check.Tokens(tokens, row * steps * vocabularies.Length, (lengths.IsEmpty ? steps : lengths[row]) * vocabularies.Length, vocabularies, argument);
        }
    }

    private static void Copy(ReadOnlySpan<int> lengths, int[] destination, int all)
    {
        if (lengths.IsEmpty) Array.Fill(destination, all);
        else lengths.CopyTo(destination);
    }

    private static int[] VocabulariesOf(ModelSpec spec) => [.. spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];
}

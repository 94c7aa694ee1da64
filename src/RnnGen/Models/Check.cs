using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace RnnGen;

/// <summary>Checks of arguments, for generated code. They allocate nothing where all is well.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Check
{
    /// <summary>The argument is not null.</summary>
    /// <exception cref="ArgumentNullException">It is.</exception>
    public static void NotNull([NotNull] object? value, string argument) => ArgumentNullException.ThrowIfNull(value, argument);

    /// <summary>A span has exactly the length it needs.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void Length(int found, int expected, string argument)
    {
        if (found != expected) Throw(argument, $"'{argument}' must have {expected} values; it has {found}.");
    }

    /// <summary>The number of steps in a span of <paramref name="length"/> values.</summary>
    /// <exception cref="ArgumentException">The last step is cut short.</exception>
    public static int Steps(int length, int perStep, string argument)
    {
        (int steps, int rest) = int.DivRem(length, perStep);
        if (rest != 0) Throw(argument, $"'{argument}' must have a multiple of {perStep} values, {perStep} for each step; it has {length}.");
        return steps;
    }

    /// <summary>A model that gives one output for a sequence needs one step at least.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static void SomeSteps(int steps, string argument)
    {
        if (steps == 0) Throw(argument, $"'{argument}' must have one step at least, because the model gives one output for the sequence; it has none.");
    }

    /// <summary>An encoder needs one step at least: without one there is nothing to decode.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static void SomeSource(int steps, string argument)
    {
        if (steps == 0) Throw(argument, $"'{argument}' must have one step at least; it has none.");
    }

    /// <summary>A span holds <paramref name="size"/> values for every step.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void EveryStep(int found, int steps, int size, string argument)
    {
        if (found != (long)steps * size) Throw(argument, $"'{argument}' must have {(long)steps * size} values, {size} for each of {steps} steps; it has {found}.");
    }

    /// <summary>A span holds <paramref name="size"/> values for every stream.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void EveryStream(int found, int streams, int size, string argument)
    {
        if (found != (long)streams * size) Throw(argument, $"'{argument}' must have {(long)streams * size} values, {size} for each of {streams} streams; it has {found}.");
    }

    /// <summary>A span holds <paramref name="size"/> values for every sequence.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void EverySequence(int found, int sequences, int size, string argument)
    {
        if (found != (long)sequences * size) Throw(argument, $"'{argument}' must have {(long)sequences * size} values, {size} for each of {sequences} sequences; it has {found}.");
    }

    /// <summary>There is a stream of this number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static void Stream(int stream, int count, string argument)
    {
        if ((uint)stream >= (uint)count) throw new ArgumentOutOfRangeException(argument, FormattableString.Invariant($"'{argument}' must be 0 to {count - 1}; it is {stream}."));
    }

    /// <summary>There are streams of all these numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not.</exception>
    public static void StreamRange(int first, int count, [NotNull] RnnStreams? streams, string firstArgument, string countArgument)
    {
        NotNull(streams, nameof(streams));
        if ((uint)first > (uint)streams.Count) throw new ArgumentOutOfRangeException(firstArgument, FormattableString.Invariant($"'{firstArgument}' must be 0 to {streams.Count}; it is {first}."));
        if ((uint)count > (uint)(streams.Count - first))
        {
            throw new ArgumentOutOfRangeException(countArgument, FormattableString.Invariant($"'{countArgument}' must be 0 to {streams.Count - first}, because there are {streams.Count} streams and the first is {first}; it is {count}."));
        }
    }

    /// <summary>Streams are of the model's own kind.</summary>
    /// <typeparam name="TStreams">The model's kind of streams.</typeparam>
    /// <exception cref="ArgumentException">They are another model's.</exception>
    public static TStreams StreamsOf<TStreams>(RnnStreams? streams, string argument)
        where TStreams : RnnStreams
    {
        NotNull(streams, argument);
        if (streams is not TStreams own) return Throw<TStreams>(argument, $"'{argument}' must be a {typeof(TStreams)}; it is a {streams.GetType()}.");
        return own;
    }

    /// <summary>A token is one of the vocabulary.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Token(int token, int vocabulary, string argument)
    {
        if ((uint)token >= (uint)vocabulary) Throw(argument, $"'{argument}' must be 0 to {vocabulary - 1}; it is {token}.");
    }

    /// <summary>All tokens are of the vocabulary.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static void Tokens(ReadOnlySpan<int> tokens, int vocabulary, string argument)
    {
        int bad = tokens.IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (bad >= 0) ThrowToken(tokens, bad, vocabulary, argument);
    }

    /// <summary>All tokens are of their vocabularies, which take turns.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static void Tokens(ReadOnlySpan<int> tokens, ReadOnlySpan<int> vocabularies, string argument) =>
        Tokens(tokens, 0, tokens.Length, vocabularies, argument);

    /// <summary>Of all tokens, <paramref name="count"/> from <paramref name="first"/> on, which begin a step, are of their vocabularies.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    internal static void Tokens(ReadOnlySpan<int> tokens, int first, int count, ReadOnlySpan<int> vocabularies, string argument)
    {
        for (int i = first, source = 0; i < first + count; i++)
        {
            if ((uint)tokens[i] >= (uint)vocabularies[source]) ThrowToken(tokens, i, vocabularies[source], argument);
            if (++source == vocabularies.Length) source = 0;
        }
    }

    /// <summary>Room for so many steps can be made: no buffer is longer than an array can be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than <paramref name="most"/>.</exception>
    public static void Room(int steps, int most, string argument)
    {
        if (steps > most) throw new ArgumentOutOfRangeException(argument, FormattableString.Invariant($"'{argument}' must be at most {most}; it is {steps}."));
    }

    /// <summary>The same of several sequences; the initial state of each takes no more room than a step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no sequence, or they have more than <paramref name="most"/> steps together.</exception>
    public static void Room(int steps, int sequences, int most, string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequences, 1);
        Room(steps, sequences == 1 ? most : most / sequences - 1, argument);
    }

    /// <summary>A tape has room for a sequence.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void Fits(int steps, [NotNull] RnnTape? tape, string argument)
    {
        NotNull(tape, argument);
        if (steps > tape.MaxSteps) Throw(argument, $"'{argument}' has room for {tape.MaxSteps} steps; the sequence has {steps}.");
    }

    /// <summary>The packed rows of several sequences.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException">There are no sequences, one has no step or is longer than the one before, or the tape has no room for them.</exception>
    public static int Rows(ReadOnlySpan<int> lengths, [NotNull] RnnTape? tape)
    {
        NotNull(tape, nameof(tape));
        if (lengths.IsEmpty) Throw(nameof(lengths), $"'lengths' must have {1} at least, a sequence's; it has none.");
        if (lengths.Length > tape.MaxSequences) Throw(nameof(tape), $"'tape' has room for {tape.MaxSequences} sequences; there are {lengths.Length}.");
        Fits(lengths[0], tape, nameof(tape));
        int rows = 0;
        for (int b = 0; b < lengths.Length; b++)
        {
            if (lengths[b] < 1) Throw(nameof(lengths), $"'lengths' must be 1 at least; lengths[{b}] is {lengths[b]}.");
            if (b > 0 && lengths[b] > lengths[b - 1]) Throw(nameof(lengths), $"'lengths' must descend; lengths[{b}] is {lengths[b]} behind {lengths[b - 1]}.");
            rows += lengths[b];
        }
        return rows;
    }

    /// <summary>There is a seed for each sequence, or none at all.</summary>
    /// <exception cref="ArgumentException">There is another number.</exception>
    public static void Seeds(int found, int sequences, string argument)
    {
        if (found != 0) Length(found, sequences, argument);
    }

    /// <summary>A tape is of the model's own kind.</summary>
    /// <typeparam name="TTape">The model's kind of tape.</typeparam>
    /// <exception cref="ArgumentException">It is another model's.</exception>
    public static TTape TapeOf<TTape>(RnnTape? tape, string argument)
        where TTape : RnnTape
    {
        NotNull(tape, argument);
        if (tape is not TTape own) return Throw<TTape>(argument, $"'{argument}' must be a {typeof(TTape)}; it is a {tape.GetType()}.");
        return own;
    }

    /// <summary>A tape is of the pair's own kind.</summary>
    /// <typeparam name="TTape">The pair's kind of tape.</typeparam>
    /// <exception cref="ArgumentException">It is another pair's.</exception>
    public static TTape TapeOf<TTape>(Seq2SeqTape? tape, string argument)
        where TTape : Seq2SeqTape
    {
        NotNull(tape, argument);
        if (tape is not TTape own) return Throw<TTape>(argument, $"'{argument}' must be a {typeof(TTape)}; it is a {tape.GetType()}.");
        return own;
    }

    /// <summary>A buffer can take the gradients of these parameters.</summary>
    /// <exception cref="ArgumentException">It was made for another declaration, or is the parameters themselves.</exception>
    public static void Gradients([NotNull] ParameterBuffer? gradients, ParameterBuffer parameters, string argument)
    {
        NotNull(gradients, argument);
        if (ReferenceEquals(gradients, parameters)) Throw(argument, $"'{argument}' must be a buffer of its own; it is the model's parameters.");
        if (gradients.Length != parameters.Length || (gradients.Spec != parameters.Spec))
        {
            Throw(argument, $"'{argument}' must be made for {parameters.Spec}; it was made for {gradients.Spec}.");
        }
    }

    /// <summary>Gradients of real inputs are wanted for all or for none.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void InputGradients(int found, int inputs, string argument)
    {
        if (found != 0 && found != inputs) Throw(argument, $"'{argument}' must have {inputs} values like the inputs, or none; it has {found}.");
    }

    /// <summary>Tokens have no gradient.</summary>
    /// <exception cref="ArgumentException">The span is not empty.</exception>
    public static void NoInputGradients(int found, string argument)
    {
        if (found != 0) Throw(argument, $"'{argument}' must be empty, because token ids have no gradient; it has {found} values.");
    }

    private static void ThrowToken(ReadOnlySpan<int> tokens, int index, int vocabulary, string argument) =>
        Throw(argument, $"'{argument}' must hold token ids from 0 to {vocabulary - 1} at index {index}; it holds {tokens[index]}.");

    // Not strings: those would have been written in the current culture.
    [DoesNotReturn]
    private static void Throw(string argument, FormattableString message) => throw new ArgumentException(FormattableString.Invariant(message), argument);

    [DoesNotReturn]
    private static T Throw<T>(string argument, FormattableString message) => throw new ArgumentException(FormattableString.Invariant(message), argument);
}

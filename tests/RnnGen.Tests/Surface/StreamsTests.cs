using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RnnGen.Tests.Models;
using RnnGen.Tests.Processes;

namespace RnnGen.Tests.Surface;

/// <summary>Many streams over one copy of the weights. That they compute the right thing is <see cref="RnnVerifier"/>'s to say.</summary>
public class StreamsTests
{
    private const int Steps = 3;

    public static TheoryData<int> Counts => [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 64];

    /// <summary>
    /// Each stream has the very bits that it has alone, so neither its place in a group of rows nor what the others do counts; and it
    /// is as near to calls of Step as two results may be that are within their bounds.
    /// </summary>
    [Theory, MemberData(nameof(Counts))]
    public void AStreamDependsOnItselfOnly(int count)
    {
        Alone<LstmAmp, float>(count);
        Alone<SmallStack, float>(count);
        Alone<BareLstm, float>(count);
        Alone<SmallGru, float>(count);
        Alone<WideGru, float>(count);
        Alone<GruBefore, int>(count);
        Alone<WideGruBefore, int>(count);
        Alone<Tagger, int>(count);
        Alone<OneUnit, float>(count);
        Alone<WideRnn, float>(count);
        Alone<LastOfLstm, float>(count);
        Alone<SkippingLstm, float>(count);
        Alone<DenseFirst, float>(count);
        Alone<DenseOnly, float>(count);
    }

    /// <summary>What <see cref="StreamsContract"/> asks of each declared model is asked of lanes where these have them: not by chance of all in rows.</summary>
    [Fact]
    public void LayersOfEveryKindAreSteppedInLanes()
    {
        foreach (bool isInLanes in (bool[])[InLanes<Peepholes, float>(), InLanes<CoupledPeepholes, float>(), InLanes<ClippedGru, float>(), InLanes<MinGruStack, float>(),
            InLanes<ResidualStack, float>(), InLanes<HighwayStack, int>(), InLanes<OddActivations, float>()])
        {
            Assert.Equal(ModelRunner.Width == 512, isInLanes);
        }
        foreach (bool isInLanes in (bool[])[InLanes<ClippedNoForget, float>(), InLanes<FastMixture, float>(), InLanes<SmallStack, float>(), InLanes<DenseFirst, float>()])
        {
            Assert.Equal(ModelRunner.Width >= 256, isInLanes);
        }
    }

    [Fact]
    public void RangesAndThreadsGiveTheSame()
    {
        Many<SmallStack, float> whole = new(37), parts = new(37), halves = new(37);
        for (int t = 0; t < Steps; t++)
        {
            whole.Step(t, 0, 37);
            foreach ((int first, int rows) in new[] { (0, 5), (36, 1), (5, 0), (5, 14), (19, 17) }) parts.Step(t, first, rows);
            Parallel.Invoke(() => halves.Step(t, 0, 18), () => halves.Step(t, 18, 19));
        }
        Assert.Equal(whole.Written(), parts.Written());
        Assert.Equal(whole.Written(), halves.Written());
    }

    /// <summary>Threads that step different streams write to different rooms; that they collide is too rare to be seen.</summary>
    [Fact]
    public void EachStreamHasARoomOfItsOwn()
    {
        const int floats = 48;
        var streams = new RoomyStreams(count: 3, floats);
        for (int n = 0; n < 2; n++)
        {
            Assert.Equal(floats * sizeof(float), Unsafe.ByteOffset(ref streams.RoomFrom(n), ref streams.RoomFrom(n + 1)));
        }
    }

    private sealed class RoomyStreams(int count, int room) : RnnStreams(count, stateSize: 4, stride: 16, room);

    [Fact]
    public void OtherStreamsStayAsTheyAre()
    {
        var many = new Many<SmallGru, float>(9);
        float[][] before = many.States();
        many.Step(0, 3, 2);
        float[][] after = many.States();
        for (int n = 0; n < 9; n++)
        {
            if (n is 3 or 4) Assert.NotEqual(before[n], after[n]);
            else Assert.Equal(before[n], after[n]);
        }
    }

    [Fact]
    public void StatesAreLoadedSavedAndReset()
    {
        LstmAmp model = LstmAmp.Create(1);
        LstmAmp.State alone = default, saved = default;
        float[] x = [0.3f], y = new float[1];
        model.Step(x, ref alone, y);
        var streams = new LstmAmp.Streams(3);
        Assert.Equal(3, streams.Count);
        streams.Load(1, alone);
        streams.Save(1, ref saved);
        Assert.Equal(Bits(alone), Bits(saved));
        streams.Save(0, ref saved);
        Assert.All(Bits(saved), bits => Assert.Equal(0, bits));

        streams.Load(2, alone);
        streams.Reset(1);
        streams.Save(1, ref saved);
        Assert.All(Bits(saved), bits => Assert.Equal(0, bits));
        streams.Save(2, ref saved);
        Assert.Equal(Bits(alone), Bits(saved));
        streams.Reset();
        streams.Save(2, ref saved);
        Assert.All(Bits(saved), bits => Assert.Equal(0, bits));

        // From a stream a state goes on as it would have alone.
        streams.Load(0, alone);
        var outputs = new float[3];
        model.StepMany([0.5f, 0f, 0f], streams, outputs);
        model.Step([0.5f], ref alone, y);
        Assert.Equal(y[0], outputs[0], 4e-6f);
    }

    [Fact]
    public void ANaNStaysInItsStream()
    {
        IsIsolated<LstmAmp>();
        IsIsolated<SmallGru>();
        IsIsolated<WideRnn>();
        IsIsolated<LastOfLstm>();
    }

    [Fact]
    public void NothingIsAllocated()
    {
        Allocates<SmallStack, float>();
        Allocates<GruBefore, int>();
        Allocates<Tagger, int>();
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        SmallStack model = new();
        SmallStack.Streams streams = new(5);
        const int ins = SmallStack.InputsPerStep, outs = SmallStack.OutputSize;
        float[] x = new float[5 * ins], y = new float[5 * outs];
        Refused<ArgumentException>("inputs", $"{5 * ins} values, {ins} for each of 5 streams; it has {5 * ins - 1}", () => model.StepMany(x.AsSpan(1), streams, y));
        Refused<ArgumentException>("outputs", $"{5 * outs} values, {outs} for each of 5 streams; it has {5 * outs - 1}", () => model.StepMany(x, streams, y.AsSpan(1)));
        Refused<ArgumentException>("inputs", $"must have {2 * ins} values", () => model.StepMany(x, streams, 1, 2, y.AsSpan(0, 2 * outs)));
        Refused<ArgumentOutOfRangeException>("first", "must be 0 to 5; it is 6", () => model.StepMany([], streams, 6, 0, []));
        Refused<ArgumentOutOfRangeException>("first", "it is -1", () => model.StepMany([], streams, -1, 0, []));
        Refused<ArgumentOutOfRangeException>("count", "must be 0 to 2, because there are 5 streams and the first is 3; it is 3", () => model.StepMany(x, streams, 3, 3, y));
        Refused<ArgumentOutOfRangeException>("count", "it is -1", () => model.StepMany(x, streams, 0, -1, y));
        Refused<ArgumentNullException>("streams", "", () => model.StepMany(x, null!, y));
        Refused<ArgumentNullException>("streams", "", () => model.StepMany(x, null!, 0, 5, y));
        Refused<ArgumentException>("streams", "SmallGru", () => Step(model, x, new SmallGru.Streams(5), y));
        Refused<ArgumentOutOfRangeException>("stream", "must be 0 to 4; it is 5", () => streams.Load(5, default));
        Refused<ArgumentOutOfRangeException>("stream", "it is -1", () => streams.Reset(-1));
        Refused<ArgumentException>("state", "values; it has 1", () => streams.LoadState(0, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmallStack.Streams(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmallStack.Streams(int.MaxValue));

        Refused<ArgumentException>("inputs", "from 0 to 8 at index 4; it holds 9", () => new Tagger().StepMany([0, 0, 0, 0, 9, 0], new Tagger.Streams(2), new float[2 * Tagger.OutputSize]));
        Assert.Throws<NotSupportedException>(() => Create<MeanOfRnn, int>());

        void Refused<TException>(string argument, string fact, Action action) where TException : ArgumentException
        {
            TException exception = Assert.Throws<TException>(action);
            Assert.Equal(argument, exception.ParamName);
            Assert.Contains(fact, exception.Message);
            Assert.All(y, value => Assert.Equal(0f, value));
        }
    }

    private static void Step<TModel>(TModel model, float[] x, RnnStreams streams, float[] y)
        where TModel : class, IStreamingRnnModel<TModel, float> => model.StepMany(x, streams, 0, 5, y);

    private static RnnStreams Create<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => TModel.CreateStreams(1);

    private static bool InLanes<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => TModel.CreateStreams(16).IsInLanes(0);

    private static int[] Bits(LstmAmp.State state)
    {
        float[] h = new float[16], c = new float[16];
        state.Read("lstm.h_l0", h);
        state.Read("lstm.c_l0", c);
        return [.. MemoryMarshal.Cast<float, int>(h), .. MemoryMarshal.Cast<float, int>(c)];
    }

    private static void Alone<TModel, TInput>(int count)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var together = new Many<TModel, TInput>(count);
        float[][] states = together.States();
        for (int t = 0; t < Steps; t++) together.Step(t, 0, count);
        float[][] ends = together.States();
        RnnStreams one = TModel.CreateStreams(1);
        for (int n = 0; n < count; n++)
        {
            float[] y = new float[TModel.OutputSize], yOfStep = new float[TModel.OutputSize], end = new float[TModel.StateSize];
            one.LoadState(0, states[n]);
            for (int t = 0; t < Steps; t++)
            {
                together.Model.StepMany(together.InputOf(t, n), one, 0, 1, y);
                together.Model.Step(together.InputOf(t, n), states[n], yOfStep);
            }
            one.SaveState(0, end);
            Assert.Equal(end, ends[n]);
            Assert.Equal(y, together.Outputs.AsSpan(n * y.Length, y.Length).ToArray());
            float bound = 4e-6f * MathF.Max(1, MathF.Sqrt(together.Terms / 64f));
            for (int i = 0; i < y.Length; i++) Assert.Equal(yOfStep[i], y[i], bound * MathF.Max(1, MathF.Abs(yOfStep[i])));
            for (int i = 0; i < end.Length; i++) Assert.Equal(states[n][i], end[i], bound * MathF.Max(1, MathF.Abs(states[n][i])));
        }
    }

    private static void IsIsolated<TModel>() where TModel : class, IStreamingRnnModel<TModel, float>
    {
        const int count = 41;
        Many<TModel, float> sound = new(count), ill = new(count);
        ill.InputOf(0, 2).Fill(float.NaN);
        ill.InputOf(0, 40).Fill(float.NaN);
        for (int t = 0; t < Steps; t++)
        {
            sound.Step(t, 0, count);
            ill.Step(t, 0, count);
        }
        float[][] expected = sound.States(), found = ill.States();
        for (int n = 0; n < count; n++)
        {
            Span<float> y = ill.Outputs.AsSpan(n * TModel.OutputSize, TModel.OutputSize);
            if (n is 2 or 40) Assert.Contains(y.ToArray(), float.IsNaN);
            else
            {
                Assert.Equal(sound.Outputs.AsSpan(n * TModel.OutputSize, TModel.OutputSize).ToArray(), y.ToArray());
                Assert.Equal(expected[n], found[n]);
            }
        }
    }

    private static void Allocates<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var many = new Many<TModel, TInput>(21);
        many.Step(0, 0, 21);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 0; t < Steps; t++) many.Step(t, 0, 21);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Streams with inputs and states of their own.</summary>
    private sealed class Many<TModel, TInput>
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        private readonly RnnStreams _streams;
        private readonly TInput[] _inputs;
        private readonly int _count;

        public Many(int count)
        {
            var random = new Random(3);
            _count = count;
            _streams = TModel.CreateStreams(count);
            ParameterInitializer.Fill(Model.Parameters, 2);
            _inputs = new TInput[Steps * count * TModel.InputsPerStep];
            Span<TInput> inputs = _inputs;
            int[] vocabularies = TModel.Spec.Sources.OfType<TokenSpec>().Select(token => token.Vocabulary).ToArray();
            for (int i = 0; i < inputs.Length; i++)
            {
                if (TModel.Spec.ReadsTokens) MemoryMarshal.Cast<TInput, int>(inputs)[i] = random.Next(vocabularies[i % vocabularies.Length]);
                else MemoryMarshal.Cast<TInput, float>(inputs)[i] = random.NextSingle() * 2 - 1;
            }
            Outputs = new float[count * TModel.OutputSize];
            IReadOnlyList<StateSlot> slots = new StateLayout(new Topology(TModel.Spec)).Slots;
            for (int n = 0; n < count; n++)
            {
                var state = new float[TModel.StateSize];
                foreach (StateSlot slot in slots)
                {
                    for (int i = 0; i < slot.Length; i++) state[slot.Offset + i] = random.NextSingle() * 2 - 1;
                }
                _streams.LoadState(n, state);
            }
        }

        public TModel Model { get; } = TModel.New();

        public float[] Outputs { get; }

        /// <summary>At most so many terms are in a sum.</summary>
        public int Terms => new Topology(TModel.Spec).Nodes.Max(node => node.InputWidth + node.OutputWidth + 1);

        public Span<TInput> InputOf(int t, int n) => _inputs.AsSpan((t * _count + n) * TModel.InputsPerStep, TModel.InputsPerStep);

        public void Step(int t, int first, int count) => Model.StepMany(
            _inputs.AsSpan((t * _count + first) * TModel.InputsPerStep, count * TModel.InputsPerStep), _streams, first, count,
            Outputs.AsSpan(first * TModel.OutputSize, count * TModel.OutputSize));

        public float[][] States() => Enumerable.Range(0, _count).Select(n =>
        {
            var state = new float[TModel.StateSize];
            _streams.SaveState(n, state);
            return state;
        }).ToArray();

        public float[] Written() => [.. Outputs, .. States().SelectMany(state => state)];
    }
}

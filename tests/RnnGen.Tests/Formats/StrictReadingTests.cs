using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

/// <summary>Each kind of wrong file is refused, with a message that says what is wrong, and changes nothing.</summary>
public class StrictReadingTests
{
    private const string Good = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";

    public static TheoryData<string, string> DamagedHeaders => new()
    {
        { "", "does not begin with '{'" },
        { " {}", "does not begin with '{'" },
        { "[]", "does not begin with '{'" },
        { "{", "the header is damaged" },
        { Good + "x", "the header is damaged" },
        { """{"a":1}""", "tensor 'a' is no object" },
        { """{"\ud800":1}""", "the header is damaged" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' stands twice" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a' has a 'dtype' that is unknown, doubled" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", "tensor 'a' has a 'more'" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", "tensor 'a' lacks a valid dtype, shape or data_offsets" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "tensor 'a' lacks" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4.5]}}""", "tensor 'a' lacks" },
        { """{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 'F31'" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor 'a' F32 [2] takes 8 bytes; its data_offsets [0, 4] hold 4" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "hold -4" },
        { """{"a":{"dtype":"F32","shape":[2000000000,2000000000,2000000000],"data_offsets":[0,4]}}""", "too large" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'a' begins at byte 4; expected 0" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "tensor 'b' begins at byte 8; expected 4" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'b' begins at byte 4; expected 8" },
        { """{"__metadata__":[]}""", "'__metadata__' is no object" },
        { """{"__metadata__":{"a":1}}""", "metadata 'a' is no string" },
        { """{"__metadata__":{"a":"","a":""}}""", "metadata 'a' stands twice" },
        { """{"__metadata__":{},"__metadata__":{}}""", "'__metadata__' stands twice" },
    };

    [Theory, MemberData(nameof(DamagedHeaders))]
    public void ADamagedHeaderIsRefused(string header, string message) =>
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => Parse(Raw(header, new byte[64]))).Message);

    [Fact]
    public void ATextThatIsNotUtf8IsRefused()
    {
        byte[] file = Raw("""{"?":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);
        file[Array.IndexOf(file, (byte)'?')] = 0xff;
        Assert.Contains("not UTF-8", Assert.Throws<ModelFormatException>(() => Parse(file)).Message);
    }

    [Fact]
    public void APaddedHeaderAndEmptyMetadataAreRead()
    {
        SafetensorsFile file = Parse(Raw("""{"__metadata__":{},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   """, 0, 0, 128, 63));
        Assert.Equal([1f], new StrictTensors(file).Take("a", new([])));
    }

    [Fact]
    public void MoreThanTheHeaderClaimsIsRefused() =>
        Assert.Contains("expected the end after 4 bytes", Assert.Throws<ModelFormatException>(() => Parse(Raw(Good, new byte[5]))).Message);

    [Fact]
    public void AClaimedSizeIsNotAllocated()
    {
        byte[] longHeader = new byte[16];
        BitConverter.TryWriteBytes(longHeader, 99_000_000L);
        byte[] longData = Raw("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", new byte[8]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("expected a header of 99000000 bytes, found 8", Assert.Throws<ModelFormatException>(() => Parse(longHeader)).Message);
        Assert.Contains("expected 2000000000 bytes of data, found 8", Assert.Throws<ModelFormatException>(() => Parse(longData)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);

        BitConverter.TryWriteBytes(longHeader, ulong.MaxValue);
        Assert.Contains("at most 100000000 are allowed", Assert.Throws<ModelFormatException>(() => Parse(longHeader)).Message);
    }

    public static TheoryData<string, byte[], string> WrongModels => new()
    {
        { "missing", Model(without: "rnn.bias_hh_l0"), "tensor 'rnn.bias_hh_l0' is missing: expected F32 [2], found rnn.bias_ih_l0" },
        { "left over", Model(("extra", [1], [0])), "expected no further tensor, found extra [1]" },
        { "wrong shape", Model(("rnn.weight_hh_l0", [4], Count(0, 4)), without: "rnn.weight_hh_l0"), "tensor 'rnn.weight_hh_l0': expected F32 [2, 2], found F32 [4]" },
        { "not finite", Model(("rnn.bias_hh_l0", [2], [0, 1]), without: "rnn.bias_hh_l0", last: float.NegativeInfinity), "tensor 'rnn.bias_hh_l0': expected finite values, found -Infinity at index 1" },
        { "sum not finite", Model(("rnn.bias_hh_l0", [2], [float.MaxValue, 0]), without: "rnn.bias_hh_l0"), "tensor 'rnn.bias_hh_l0': its sum" },
        { "wrong type", Raw(
            """{"rnn.weight_ih_l0":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}""", new byte[4]),
            "tensor 'rnn.weight_ih_l0': expected F32 [2, 1], found F16 [2, 1]" },
        { "version", Raw("""{"__metadata__":{"rnngen.version":"2"}}"""), "metadata 'rnngen.version': expected 1, found 2" },
        { "declaration", Raw("""{"__metadata__":{"rnngen.version":"1"}}"""), "metadata 'rnngen.declaration': expected [RnnModel] [Input(1)] [Rnn(2)], found none" },
    };

    [Theory, MemberData(nameof(WrongModels))]
    public void AWrongModelIsRefusedAndChangesNothing(string name, byte[] file, string message)
    {
        ParameterBuffer buffer = Random(new ModelSpec(new InputSpec(1), new RnnSpec(2)));
        float[] before = buffer.Span.ToArray();
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => Read(buffer, file)).Message);
        Assert.True(before.AsSpan().SequenceEqual(buffer.Span), name);
    }

    private static byte[] Model((string, int[], float[])? extra = null, string without = "", float? last = null)
    {
        (string Name, int[] Shape, float[] Values)[] tensors =
        [
            ("rnn.weight_ih_l0", [2, 1], [1, 2]),
            ("rnn.weight_hh_l0", [2, 2], [1, 2, 3, 4]),
            ("rnn.bias_ih_l0", [2], [float.MaxValue, 2]),
            ("rnn.bias_hh_l0", [2], [0, 2]),
        ];
        byte[] file = Foreign([.. tensors.Where(tensor => tensor.Name != without), .. extra is { } more ? [more] : Array.Empty<(string, int[], float[])>()]);
        // The writer refuses what is not finite.
        if (last is { } value) BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), value);
        return file;
    }
}

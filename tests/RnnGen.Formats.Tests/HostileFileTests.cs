using System.Diagnostics;
using System.Globalization;

namespace RnnGen.Formats.Tests;

/// <summary>
/// Damaged and malicious files: always a <see cref="ModelFormatException"/>, or a model where the damage is to numbers alone; never
/// another exception, a hang, or memory beyond measure.
/// </summary>
public class HostileFileTests
{
    /// <summary>Flips for each format; RNNGEN_FUZZ, a number, asks for more.</summary>
    private static readonly int s_flips = int.Parse(Environment.GetEnvironmentVariable("RNNGEN_FUZZ") ?? "600", CultureInfo.InvariantCulture);

    /// <summary>A small file of each format.</summary>
    public static TheoryData<string> Formats => [.. Hostile.Files.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void TruncationsAreRefused(string format)
    {
        byte[] whole = Hostile.File(format);
        Hostile.Read(whole);
        // White space and, in JSON, nothing else may be missing at the end.
        for (int length = 0; length < whole.Length; length++) Assert.NotNull(Hostile.Read(whole[..length]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void FlippedBytesAreRefusedOrChangeNumbersOnly(string format)
    {
        byte[] whole = Hostile.File(format);
        var random = new Random(20_000);
        int refused = 0;
        for (int flip = 0; flip < s_flips; flip++)
        {
            byte[] damaged = [.. whole];
            for (int count = random.Next(1, 4); count > 0; count--) damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            if (Hostile.Read(damaged) is not null) refused++;
        }
        Assert.InRange(refused, s_flips / 20, s_flips);
    }

    [Theory]
    [InlineData("safetensors header", 2)]
    [InlineData("safetensors data", 2)]
    [InlineData("numpy shape", 2)]
    [InlineData("nam", 2)]
    [InlineData("guitarml", 2)]
    [InlineData("rtneural", 2)]
    [InlineData("own declaration", 2)]
    [InlineData("onnx", 2)]
    [InlineData("keras h5", 2)]
    public void ClaimsOfGigabytesTakeNoMemory(string claim, int megabytes)
    {
        byte[] file = Hostile.Claim(claim);
        Hostile.Read(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? message = Hostile.Read(file);
        Assert.NotNull(message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, megabytes * 1_000_000L);
    }

    [Fact]
    public void AZipBombIsRefused()
    {
        byte[] bomb = Hostile.ZipBomb(100 << 20);
        Assert.InRange(bomb.Length, 0, 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Hostile.Read(bomb)!;
        Assert.Contains("are allowed for a file of this size", message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000L);
    }

    /// <summary>safetensors has no checksums, zip has.</summary>
    [Fact]
    public void DamagedNumbersInAnArchiveAreRefused()
    {
        byte[] archive = Hostile.File("numpy");
        int items = archive.AsSpan().IndexOf("'shape'"u8);
        items += archive.AsSpan(items).IndexOf((byte)'\n') + 1;
        archive[items] ^= 1;
        Assert.Contains("its length or checksum is wrong", Hostile.Read(archive));
    }

    [Fact]
    public void AnEntryThatUnpacksToMoreThanItSaysIsRefused()
    {
        byte[] bomb = Hostile.ZipBomb(1 << 20);
        // The length that it says stands in the directory at the end, 24 bytes behind the entry's signature.
        int entry = bomb.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bomb.AsSpan(entry + 24), 1000);
        Assert.NotNull(Hostile.Read(bomb));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"layers\":")]
    public void DeepJsonIsRefused(string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.Contains("nested deeper than", Hostile.Read(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void HostileFilesAreRefusedInTime()
    {
        var watch = Stopwatch.StartNew();
        // Modules of the same width have no single order; trying all would never end.
        Assert.Contains("cannot be told", Hostile.Read(Hostile.ManyModules(60)));
        Assert.Contains("and 1988 more cannot be told", Hostile.Read(Hostile.ManyModules(2000)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }
}

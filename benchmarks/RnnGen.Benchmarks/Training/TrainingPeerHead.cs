using System.Globalization;

namespace RnnGen.Benchmarks.Training;

/// <summary>A training program's first line: <c># version; MAC/ns of a matrix product</c>, the latter of those that call a BLAS.</summary>
/// <param name="Version">Its version, with the name of the BLAS.</param>
/// <param name="ProductRate">Multiply-adds a nanosecond of a product of two matrices 768 × 768; null where it calls no BLAS.</param>
internal sealed record TrainingPeerHead(string Version, double? ProductRate)
{
    // OpenBLAS comes to four fifths of it, the reference BLAS to a twentieth.
    private const double LeastShare = 0.25;

    /// <summary>Reads a line.</summary>
    public static TrainingPeerHead Parse(string line)
    {
        string[] parts = line.TrimStart('#', ' ').Split(';', StringSplitOptions.TrimEntries);
        return new(parts[0], parts.Length > 1 ? double.Parse(parts[1], CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The faster of two of the same program, as of its times the least counts.</summary>
    public TrainingPeerHead Faster(TrainingPeerHead other) => other.ProductRate > ProductRate ? other : this;

    /// <summary>Why its times are no comparison, or null.</summary>
    /// <param name="ceiling">Multiply-adds a nanosecond that the machine can do.</param>
    public string? Warning(double ceiling)
    {
        if (Version.Contains("reference BLAS", StringComparison.Ordinal)) return $"{Version} is no peer: install and select OpenBLAS (benchmarks/Peers/install.sh).";
        return ProductRate < LeastShare * ceiling
            ? string.Create(CultureInfo.InvariantCulture, $"{Version} multiplies matrices at {ProductRate:F1} MAC/ns, below a quarter of the ceiling of {ceiling:F1}: its times are no comparison.")
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => ProductRate is null ? Version
        : string.Create(CultureInfo.InvariantCulture, $"{Version}, whose products of 768 × 768 run at {ProductRate:F1} MAC/ns");
}

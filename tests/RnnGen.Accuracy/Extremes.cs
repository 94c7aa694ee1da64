using System.Globalization;
using RnnGen.Tests.Simd;

namespace RnnGen.Accuracy;

/// <summary>The largest errors of one function at one width.</summary>
internal sealed class Extremes(string name, int width)
{
    private readonly Bound _bound = Bound.Of(name, width);
    private (double Size, float At) _absolute, _relative, _ulp;

    /// <summary>How many values are not within the bound.</summary>
    public long Broken { get; private set; }

    private float _firstBroken;

    public int Width => width;

    /// <summary>Takes up one value. Relative errors count where the exact value is above 1e-30.</summary>
    public void Add(float x, double exact, float found)
    {
        if (!_bound.IsKept(x, exact, found) && Broken++ == 0) _firstBroken = x;
        double size = Math.Abs(exact), error = Math.Abs(exact - found);
        if (!(size <= float.MaxValue)) return;
        if (error > _absolute.Size) _absolute = (error, x);
        if (size <= 1e-30 || error <= _relative.Size * size && error <= _ulp.Size * size * 5.9e-8) return;
        if (error > _relative.Size * size) _relative = (error / size, x);
        double ulps = error / Bound.Ulp(exact);
        if (ulps > _ulp.Size) _ulp = (ulps, x);
    }

    public void Add(Extremes other)
    {
        if (Broken == 0) _firstBroken = other._firstBroken;
        Broken += other.Broken;
        if (other._absolute.Size > _absolute.Size) _absolute = other._absolute;
        if (other._relative.Size > _relative.Size) _relative = other._relative;
        if (other._ulp.Size > _ulp.Size) _ulp = other._ulp;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{name,-15} {(width == 1 ? "scalar" : width + " bits"),-8}  absolute {_absolute.Size:0.00E+00} at {_absolute.At,-15:G9} relative {_relative.Size:0.00E+00} at {_relative.At,-15:G9} ulp {_ulp.Size:F2} at {_ulp.At,-15:G9} bound {_bound.Text}{(Broken == 0 ? "" : $"   BROKEN {Broken} times, first at {_firstBroken:R}")}");
}

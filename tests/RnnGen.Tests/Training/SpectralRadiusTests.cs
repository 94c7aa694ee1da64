namespace RnnGen.Tests.Training;

/// <summary>Matrices whose eigenvalues are known.</summary>
public class SpectralRadiusTests
{
    public static TheoryData<string, double[], double> Matrices => new()
    {
        { "one number", [-3], 3 },
        { "zero", [0, 0, 0, 0], 0 },
        { "diagonal, two of the same magnitude", [2, 0, 0, 0, -2, 0, 0, 0, 1], 2 },
        // 0.7·(cos ± i·sin): power iteration never settles.
        { "rotation", [0.7 * Math.Cos(1), -0.7 * Math.Sin(1), 0.7 * Math.Sin(1), 0.7 * Math.Cos(1)], 0.7 },
        { "nilpotent", [0, 5, 7, 0, 0, 3, 0, 0, 0], 0 },
        { "defective", [0.9, 1, 0, 0, 0, 0.9, 1, 0, 0, 0, 0.9, 1, 0, 0, 0, 0.9], 0.9 },
        { "defective, far from normal", [0.5, 1e6, 0, 0.5], 0.5 },
        // x³ = x² + 1 has the root 1.4655712318767680.
        { "companion", [1, 0, 1, 1, 0, 0, 0, 1, 0], 1.4655712318767680 },
        { "permutation", [0, 1, 0, 0, 0, 1, 1, 0, 0], 1 },
        { "tiny", [1e-200, 0, 3e-200, 2e-200], 2e-200 },
        { "huge", [1e200, 0, 3e200, 2e200], 2e200 },
    };

    [Theory, MemberData(nameof(Matrices))]
    public void OfKnownMatrices(string name, double[] matrix, double radius)
    {
        double found = SpectralRadius.Of(matrix, (int)Math.Sqrt(matrix.Length));
        Assert.True(Math.Abs(found - radius) <= 1e-7 * radius, $"{name}: expected {radius}, found {found}");
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(33, 2)]
    [InlineData(80, 3)]
    public void OfAMatrixSimilarToAKnownOne(int n, int seed)
    {
        // Blocks r·rotation on the diagonal, seen from another basis: S·B·S⁻¹ with S = I + u·vᵀ, S⁻¹ = I − u·vᵀ/(1 + v·u).
        var random = new Random(seed);
        double[,] b = new double[n, n];
        double radius = 0;
        for (int i = 0; i + 1 < n; i += 2)
        {
            double r = random.NextDouble() * 1.3, angle = 6 * random.NextDouble();
            (b[i, i], b[i + 1, i + 1], b[i, i + 1], b[i + 1, i]) = (r * Math.Cos(angle), r * Math.Cos(angle), -r * Math.Sin(angle), r * Math.Sin(angle));
            radius = Math.Max(radius, r);
        }
        double[] u = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)], v = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        double dot = u.Zip(v, (p, q) => p * q).Sum();
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                // (B + u·(vᵀB))·S⁻¹
                for (int k = 0; k < n; k++) a[i * n + j] += Left(i, k) * ((k == j ? 1 : 0) - u[k] * v[j] / (1 + dot));
            }
        }
        Assert.Equal(radius, SpectralRadius.Of(a, n), 1e-7 * radius);

        double Left(int i, int k) => b[i, k] + u[i] * Enumerable.Range(0, n).Sum(m => v[m] * b[m, k]);
    }

    [Fact]
    public void AMatrixMustBeSquare()
    {
        Assert.Contains("expected 4 values, found 6", Assert.Throws<ArgumentException>(() => SpectralRadius.Of(new double[6], 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SpectralRadius.Of([], 0));
    }
}

namespace RnnGen;

/// <summary>Consecutive rows of a tensor: those of one gate.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="First">The first row.</param>
internal readonly record struct TensorRows(string Tensor, int First);

/// <summary>y = M·x + b, where M and b are rows of two tensors; there may be no b.</summary>
internal sealed class Affine(ReferenceTensors parameters, int rows, int columns, TensorRows weight, TensorRows? bias)
{
    /// <summary>y[r] = b[r] + Σ M[r, c]·x[c]</summary>
    public double[] Forward(double[] x)
    {
        double[] m = parameters[weight.Tensor];
        var y = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            double sum = bias is { } b ? parameters[b.Tensor][b.First + r] : 0;
            for (int c = 0; c < columns; c++) sum += m[(weight.First + r) * columns + c] * x[c];
            y[r] = sum;
        }
        return y;
    }

    /// <summary>db += dy, dM += dy·xᵀ, dx += Mᵀ·dy.</summary>
    public void Backward(double[] dy, double[] x, double[] dx, ReferenceTensors gradients)
    {
        double[] m = parameters[weight.Tensor], dm = gradients[weight.Tensor];
        for (int r = 0; r < rows; r++)
        {
            // Forward: y[r] = b[r] + Σ M[r, c]·x[c].
            if (bias is { } b) gradients[b.Tensor][b.First + r] += dy[r];
            for (int c = 0; c < columns; c++)
            {
                int i = (weight.First + r) * columns + c;
                dm[i] += dy[r] * x[c];
                dx[c] += m[i] * dy[r];
            }
        }
    }
}

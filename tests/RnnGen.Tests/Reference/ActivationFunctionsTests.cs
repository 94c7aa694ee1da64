namespace RnnGen.Tests;

public class ActivationFunctionsTests
{
    [Theory]
    [InlineData(Activation.Identity, 0f, 0f, -2.0, -2.0)]
    [InlineData(Activation.Tanh, 0f, 0f, 0.5, 0.46211715726000973)]
    [InlineData(Activation.Sigmoid, 0f, 0f, -1.0, 0.2689414213699951)]
    [InlineData(Activation.Relu, 0f, 0f, -1.0, 0.0)]
    [InlineData(Activation.Relu, 0f, 0f, 1.5, 1.5)]
    [InlineData(Activation.Affine, 2f, 0.5f, 3.0, 6.5)]
    [InlineData(Activation.LeakyRelu, 0.25f, 0f, -2.0, -0.5)]
    [InlineData(Activation.LeakyRelu, 0.25f, 0f, 2.0, 2.0)]
    [InlineData(Activation.ThresholdedRelu, 1f, 0f, 1.0, 0.0)]
    [InlineData(Activation.ThresholdedRelu, 1f, 0f, 1.5, 1.5)]
    [InlineData(Activation.ScaledTanh, 2f, 0.5f, 1.0, 0.9242343145200195)]
    [InlineData(Activation.HardSigmoid, 0.25f, 0.5f, 1.0, 0.75)]
    [InlineData(Activation.HardSigmoid, 0.25f, 0.5f, 3.0, 1.0)]
    [InlineData(Activation.HardSigmoid, 0.25f, 0.5f, -3.0, 0.0)]
    [InlineData(Activation.Elu, 0.5f, 0f, -1.0, -0.31606027941427883)]
    [InlineData(Activation.Softsign, 0f, 0f, -3.0, -0.75)]
    [InlineData(Activation.Softplus, 0f, 0f, 0.0, 0.6931471805599453)]
    [InlineData(Activation.Softplus, 0f, 0f, 1000.0, 1000.0)]
    public void Values(Activation kind, float alpha, float beta, double z, double expected) =>
        Assert.Equal(expected, new ActivationSpec(kind, alpha, beta).Value(z), 1e-15);

    /// <summary>A comparison would lose it.</summary>
    [Fact]
    public void ANaNStaysOne()
    {
        foreach (Activation kind in Enum.GetValues<Activation>().Where(kind => kind != Activation.Softmax))
        {
            Assert.Equal(double.NaN, new ActivationSpec(kind, 0.5f, 0.5f).Value(double.NaN));
        }
    }

    [Theory]
    [InlineData(Activation.Relu, 0)]
    [InlineData(Activation.LeakyRelu, 0.01f)]
    [InlineData(Activation.Elu, 1)]
    public void AKinkHasTheDerivativeFromTheLeft(Activation kind, double expected) =>
        Assert.Equal(expected, new ActivationSpec(kind).Derivative(0), 1e-9);

    [Fact]
    public void ExtremeValuesStayFinite()
    {
        foreach (Activation kind in Enum.GetValues<Activation>().Where(kind => kind != Activation.Softmax))
        {
            foreach (double z in new[] { -1e4, 1e4 })
            {
                Assert.True(double.IsFinite(new ActivationSpec(kind).Value(z)), $"{kind}({z})");
                Assert.True(double.IsFinite(new ActivationSpec(kind).Derivative(z)), $"{kind}'({z})");
            }
        }
    }
}

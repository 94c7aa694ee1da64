using System.Globalization;

namespace RnnGen.Tests;

public class CheckTests
{
    [Fact]
    public void ChecksThatPassAllocateNothing()
    {
        var spec = new ModelSpec(new OneHotSpec(3), new RnnSpec(2));
        ParameterBuffer parameters = new(spec), gradients = new(new ModelSpec(new OneHotSpec(3), new RnnSpec(2)));
        int[] tokens = [0, 1, 2, 0];
        Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Pass()
        {
            Check.Length(4, 4, "a");
            Check.EveryStep(12, Check.Steps(8, 2, "a"), 3, "a");
            Check.Token(2, 3, "a");
            Check.Tokens(tokens, 3, "a");
            Check.Tokens(tokens, new int[] { 3, 2 }, "a");
            Check.Gradients(gradients, parameters, "a");
            Check.InputGradients(0, 4, "a");
            Check.NoInputGradients(0, "a");
        }
    }

    [Fact]
    public void MessagesAreTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "minus" } };
        try
        {
            Assert.Contains("it is -1.", Assert.Throws<ArgumentException>(() => Check.Token(-1, 3, "a")).Message);
            Assert.Contains("it holds -1.", Assert.Throws<ArgumentException>(() => Check.Tokens([-1], 3, "a")).Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void LengthsPastAnIntDoNotWrap() =>
        Assert.Contains("4294967296 values", Assert.Throws<ArgumentException>(() => Check.EveryStep(0, 1 << 20, 1 << 12, "outputs")).Message);
}

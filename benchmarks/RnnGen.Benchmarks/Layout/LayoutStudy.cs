using System.Globalization;
using System.Runtime.Intrinsics;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Layout;

/// <summary>The measurement that settled the order of weights in memory; <c>docs/performance.md</c> has its outcome.</summary>
internal static class LayoutStudy
{
    /// <summary>Steps in a call.</summary>
    private const int Steps = 8;

    private static readonly (int Inputs, int Hidden)[] Shapes = [(1, 64), (64, 128), (128, 256), (65, 256)];

    private static readonly int[] TileBlocks = [1, 2, 4];

    /// <summary>Prints the table; returns the exit code: 1 where the orders do not compute the same.</summary>
    public static int Run(TextWriter output, TextWriter errors)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            errors.WriteLine("This study needs 512-bit vectors.");
            return 1;
        }
        MachineReport.Write(output);
        output.WriteLine($"{"LSTM",-12}{"weights",10}{"tile",6}  {"order",-14}{"ns/step",10}{"MAC/ns",9}{"× rows",9}");
        foreach ((int inputs, int hidden) in Shapes)
        {
            foreach (int blocks in TileBlocks)
            {
                LayoutProduct[] products = [.. Enum.GetValues<WeightOrder>().Select(order => new LayoutProduct(inputs, hidden, blocks, order))];
                if (!Agree(products))
                {
                    errors.WriteLine($"{inputs} → {hidden}, tiles of {blocks}: the orders do not compute the same.");
                    return 1;
                }
                Write(output, $"{inputs} → {hidden}", blocks, products);
            }
        }
        return 0;
    }

    private static void Write(TextWriter output, string name, int blocks, LayoutProduct[] products)
    {
        int multiplyAdds = products[0].MultiplyAdds;
        var race = new Race(name, Steps, [.. Enum.GetNames<WeightOrder>().Zip(products, (order, product) => new Contestant(order, () => RunSteps(product)))]);
        foreach (RaceResult result in RaceTimer.Time(race))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-12}{multiplyAdds * sizeof(float) / 1024,7} KB{blocks,6}  {result.Name,-14}{result.Minimum,10:F0}{multiplyAdds / result.Minimum,9:F1}{result.Ratio,9:F2}"));
        }
    }

    private static void RunSteps(LayoutProduct product)
    {
        for (int t = 0; t < Steps; t++) product.Run();
    }

    /// <summary>Bit for bit, in both of the alternating directions: every sum adds its sources in the same order.</summary>
    private static bool Agree(LayoutProduct[] products)
    {
        foreach (LayoutProduct product in products) product.Run();
        bool first = products.All(product => product.Z.SequenceEqual(products[0].Z));
        foreach (LayoutProduct product in products) product.Run();
        return first && products.All(product => product.Z.SequenceEqual(products[0].Z));
    }
}

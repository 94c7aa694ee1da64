using System.Globalization;
using RnnGen.Benchmarks.Generated;
using RnnGen.Startup;

// One model in a fresh process: startup MODEL [NANOSECONDS OF THE CLOCK AT WHICH THE PROCESS WAS STARTED].
// One line: the milliseconds to the first output, those of the first calls, and how fast the steps become when.
(string Name, Func<FirstSteps> Measure)[] models =
[
    ("Lstm1To8", FirstSteps.Of<Lstm1To8>), ("Lstm1To16", FirstSteps.Of<Lstm1To16>), ("Lstm1To20", FirstSteps.Of<Lstm1To20>),
    ("Lstm1To32", FirstSteps.Of<Lstm1To32>), ("Lstm1To40", FirstSteps.Of<Lstm1To40>), ("Lstm1To64", FirstSteps.Of<Lstm1To64>),
    ("Lstm8To16", FirstSteps.Of<Lstm8To16>), ("Lstm16To32", FirstSteps.Of<Lstm16To32>), ("Lstm32To64", FirstSteps.Of<Lstm32To64>),
    ("Lstm64To128", FirstSteps.Of<Lstm64To128>), ("Lstm128To256", FirstSteps.Of<Lstm128To256>),
    ("Gru1To8", FirstSteps.Of<Gru1To8>), ("Gru1To16", FirstSteps.Of<Gru1To16>), ("Gru1To20", FirstSteps.Of<Gru1To20>),
    ("Gru1To32", FirstSteps.Of<Gru1To32>), ("Gru1To40", FirstSteps.Of<Gru1To40>), ("Gru1To64", FirstSteps.Of<Gru1To64>),
    ("Gru8To16", FirstSteps.Of<Gru8To16>), ("Gru16To32", FirstSteps.Of<Gru16To32>), ("Gru32To64", FirstSteps.Of<Gru32To64>),
    ("Gru64To128", FirstSteps.Of<Gru64To128>), ("Gru128To256", FirstSteps.Of<Gru128To256>),
    ("Rnn1To16", FirstSteps.Of<Rnn1To16>), ("Rnn64To128", FirstSteps.Of<Rnn64To128>),
];
if (args.Length == 0)
{
    foreach ((string model, _) in models) Console.WriteLine(model);
    return 0;
}
if (Array.Find(models, model => model.Name == args[0]) is not { Measure: { } measure })
{
    Console.Error.WriteLine($"There is no model {args[0]}. There are {string.Join(", ", models.Select(model => model.Name))}.");
    return 2;
}
double nanoseconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : double.NaN;
Console.WriteLine(measure().Line(args[0], DateTime.UnixEpoch.AddMicroseconds(nanoseconds / 1000)));
return 0;

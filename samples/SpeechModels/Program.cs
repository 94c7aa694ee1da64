using System.Globalization;
using System.Text;
using SpeechModels;

// The same words and the same decimal point everywhere.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;

return new CommandLine().Invoke(args, options => new Application(Console.Out, Console.Error).Run(options));

using System.Globalization;
using System.Text;
using RnnGen.Tool;

// The same words and the same decimal point everywhere.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
return new CommandLine(Console.Out, Console.Error).Invoke(args);

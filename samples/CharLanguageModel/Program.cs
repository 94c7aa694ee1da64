using System.Globalization;
using System.Text;
using CharLanguageModel;
using CharLanguageModel.Network;
using CharLanguageModel.Screen;
using Spectre.Console;

// The same words and the same decimal point everywhere.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C asks the run to save and end; a second one ends the program.
    press.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

return new CommandLine(ModelChoices.Cells, ModelChoices.Sizes).Invoke(args, options =>
{
    bool live = !options.Plain && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    IScreen screen = live ? new LiveScreen(AnsiConsole.Console) : new PlainScreen(Console.Out, Console.Error);
    return new Application(screen, ModelChoices.Create, stop.Token).Run(options);
});

using System.CommandLine;
using System.Text;
using FlowSample;

Console.OutputEncoding = Encoding.UTF8;

var folder = new Option<string>("--out") { Description = "Folder for the charts.", DefaultValueFactory = _ => Path.Combine("artifacts", "GradientFlow") };
var steps = new Option<int>("--steps") { Description = "Steps of a sequence, at least 2.", DefaultValueFactory = _ => 200 };
var updates = new Option<int>("--updates") { Description = "Training updates, at least 1.", DefaultValueFactory = _ => 1000 };
var seed = new Option<int>("--seed") { Description = "Of weights and data.", DefaultValueFactory = _ => 1 };
AtLeast(steps, 2);
AtLeast(updates, 1);
var command = new RootCommand("Shows how gradients vanish and explode in RNN, LSTM and GRU over a long sequence, and what clipping does.") { folder, steps, updates, seed };
command.SetAction(result => new Application(Console.Out).Run(
    result.GetValue(folder)!, result.GetValue(steps), result.GetValue(updates), result.GetValue(seed)));
return command.Parse(args).Invoke();

static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < least) result.AddError($"{option.Name} is {value}; it is at least {least}.");
});

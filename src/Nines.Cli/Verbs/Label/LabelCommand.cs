using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Label;

/// <summary><c>nines label</c>: writes fault and update domains to the nodes, so that the scheduler can spread over them.</summary>
internal static class LabelCommand
{
    private const int MostFiles = 100;

    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Snapshots in place of the live cluster: then the labels are only told, as commands of kubectl.",
            Arity = new ArgumentArity(0, MostFiles),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be written; the server checks it and keeps nothing." };
        var cluster = new ClusterOptions();
        var domains = new DomainSourceOptions();
        var command = new Command("label", "Write fault and update domains, from Azure or a table, to the labels of the nodes, so that pods can be spread over them.")
        {
            files, dryRun,
        };
        domains.AddTo(command);
        cluster.AddTo(command);
        domains.RequireNodes(command);
        command.SetAction(async (parsed, cancellation) => host.Print(await new LabelRun(
            host, [.. parsed.GetValue(files) ?? []], cluster.Read(parsed), domains.Read(parsed), parsed.GetValue(dryRun)).RunAsync(cancellation)));
        return command;
    }
}

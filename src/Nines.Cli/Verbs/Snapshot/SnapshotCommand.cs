using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Text;

namespace Nines.Cli.Verbs.Snapshot;

/// <summary><c>nines snapshot</c>: saves what is judged of a cluster, and nothing else, in one file.</summary>
internal static class SnapshotCommand
{
    private const int MostFiles = 1000;

    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of 'kubectl get -o json' or '-o yaml' to make a snapshot of, one cluster together; - reads standard input. Without a file, the live cluster is read.",
            Arity = new ArgumentArity(0, MostFiles),
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write the snapshot; - writes to standard output.",
            HelpName = "PATH",
            Required = true,
        };
        var anonymise = new Option<bool>("--anonymise") { Description = "Replace the names that are yours (namespaces, nodes, workloads, labels, hosts) by pseudonyms; an audit says the same of it." };
        var salt = new Option<string?>("--salt")
        {
            Description = "Makes the pseudonyms of two snapshots the same. Keep it to yourself: who has it can guess names. [default: another one each time]",
            HelpName = "TEXT",
        };
        var cluster = new ClusterOptions();
        var command = new Command("snapshot", "Save what is judged of a cluster in one file: no secrets, no environment, no commands.") { files, output, anonymise, salt };
        cluster.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(salt) is not null && !result.GetValue(anonymise))
            {
                result.AddError("--salt needs --anonymise.");
            }
        });
        files.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.Select(token => token.Value).Where(name => name.Length > 1 && name[0] == '-'))
            {
                string hint = Spelling.Hint(name, command.Options.Select(option => option.Name)) is { } near ? " " + near : "";
                result.AddError($"{name} is not an option of snapshot.{hint} A file of that name can be given as ./{name}.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            async () => host.Print(await new SnapshotRun(host, new SnapshotRequest(
                [.. parsed.GetValue(files) ?? []], parsed.GetRequiredValue(output), parsed.GetValue(anonymise), parsed.GetValue(salt), cluster.Read(parsed)))
                .RunAsync(cancellation)),
            cancellation));
        return command;
    }
}

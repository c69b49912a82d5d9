using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard</c>: the webhook that tells kube-apiserver who somebody is and what they may do, and all that it needs.</summary>
internal static class GuardCommand
{
    public static Command Create(CommandHost host) =>
        new("guard", "Answer kube-apiserver's questions about who somebody is and what they may do, from several replicas with one cache.")
        {
            ServeCommand.Create(host),
            ConfigCommand.Create(host),
            CacheCommand.Create(host),
            PurgeCommand.Create(host),
            InitCommand.Create(host),
            ManifestsCommand.Create(host),
            ApiServerConfigCommand.Create(host),
            CheckCommand.Create(host),
            TryCommand.Create(host),
        };
}

using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Shared;

/// <summary>Options of every verb that connects to a cluster, named as in kubectl.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _context = new("--context")
    {
        Description = "Use this context of the kubeconfig. [default: the current context]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "Use this kubeconfig. [default: KUBECONFIG, then ~/.kube/config, then the service account of the pod]",
        HelpName = "PATH",
    };

    private readonly Option<string?> _as = new("--as") { Description = "Impersonate this user.", HelpName = "USER" };

    private readonly Option<string[]> _asGroup = new("--as-group") { Description = "Impersonate a member of this group. May be repeated; requires --as.", HelpName = "GROUP" };

    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "Maximum time for reading the cluster.");

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_context);
        command.Add(_kubeconfig);
        command.Add(_as);
        command.Add(_asGroup);
        command.Add(_timeout);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_asGroup) is { Length: > 0 } && result.GetValue(_as) is null)
            {
                result.AddError("--as-group requires --as USER.");
            }
        });
    }

    public ClusterChoice Read(ParseResult parsed) => new(
        parsed.GetValue(_context), parsed.GetValue(_kubeconfig), parsed.GetValue(_timeout), parsed.GetValue(_as), [.. parsed.GetValue(_asGroup) ?? []]);
}

/// <summary>Selected cluster and identity.</summary>
/// <param name="Context">Null for the current context.</param>
/// <param name="Kubeconfig">Path; null for the default of kubectl.</param>
/// <param name="Timeout">Maximum time for reading the cluster.</param>
/// <param name="As">Impersonated user; null for none.</param>
/// <param name="AsGroups">Groups of the impersonated user; empty without <paramref name="As"/>.</param>
internal sealed record ClusterChoice(string? Context, string? Kubeconfig, TimeSpan Timeout, string? As, ImmutableArray<string> AsGroups)
{
    /// <summary>True if an option selects a live cluster.</summary>
    public bool IsGiven => Context is not null || Kubeconfig is not null || As is not null;
}

using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Configuration;
using Nines.Guard.Serving;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard serve</c>: answers until a signal ends it, then drains so that callers are not interrupted.</summary>
internal sealed class ServeVerb : Verb<ReadResult<ConfiguredSettings>>
{
    // Longer than the longest drain that can be set; the process is not cut off before.
    private static readonly TimeSpan s_maxDrain = TimeSpan.FromMinutes(11);

    private readonly SettingOptions _settings = new();

    public ServeVerb()
        : base("serve", "Answer TokenReviews and SubjectAccessReviews of kube-apiserver over mutual TLS, until SIGTERM.")
    {
        Examples = ["guard serve --config guard.yaml"];
        _settings.AddTo(this);
    }

    public override TimeSpan TerminationTimeout => s_maxDrain;

    protected override string Undone => "nothing is served.";

    protected override ReadResult<ConfiguredSettings> Parse(ParseResult parsed) => _settings.Read(parsed, Host);

    protected override async Task<VerbResult> RunAsync(ReadResult<ConfiguredSettings> request, CancellationToken cancellation)
    {
        if (!request.IsValid)
        {
            return VerbResult.BadInput(request.Diagnostics, Undone);
        }

        await using Stream log = Host.OpenOutput();
        ImmutableArray<Diagnostic> errors = await GuardRun.RunAsync(request.Value, log, Host.Time, started: null, cancellation);
        return errors.IsEmpty ? new VerbResult(ExitCode.Met, "", []) : VerbResult.BadInput(errors, Undone);
    }
}

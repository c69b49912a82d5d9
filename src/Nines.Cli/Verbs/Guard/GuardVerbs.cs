using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard</c>: the webhook that authenticates and authorizes Kubernetes API requests, and everything that it needs.</summary>
internal static class GuardVerbs
{
    public static VerbGroup Create() => new(
        "guard",
        "Authenticate and authorize Kubernetes API requests, from several replicas with one cache.",
        new ServeVerb(),
        new ConfigVerb(),
        new CacheVerb(),
        new PurgeVerb(),
        new VerbGroup(
            "init",
            "Create the certificates and keys of the guard, renew them, and change the authority.",
            new InitCaVerb(),
            InitLeafVerb.Server(),
            InitLeafVerb.Client(),
            new InitKeysVerb(),
            new InitPasswordVerb()),
        new ManifestsVerb(),
        new ApiServerConfigVerb(),
        new CheckVerb(),
        new TryVerb());
}

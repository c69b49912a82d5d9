using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Pki;

/// <param name="Rotate">Adds a key to a file that is there, instead of making one.</param>
/// <param name="After">Time from now during which the added key only verifies.</param>
internal sealed record CacheKeyRequest(string Folder, bool Rotate, TimeSpan After, bool Replace);

/// <summary>The key file of the cache.</summary>
internal static class CacheKeySetup
{
    public const string FileName = "cache.keys";

    public static ReadResult<SetupPlan> Plan(CacheKeyRequest request, DateTimeOffset now)
    {
        string path = Path.Combine(request.Folder, FileName);
        var here = new SourcePosition(path, 0, 0);
        string put = $"kubectl -n NAMESPACE create secret generic NAME-keys --from-file={path} --dry-run=client -o yaml | kubectl apply -f -";
        if (!request.Rotate)
        {
            return File.Exists(path) && !request.Replace
                ? ReadResult.Failed<SetupPlan>(new Diagnostic(
                    here, "exists already.", "--rotate adds a key to it; --force replaces it and keeps a copy, and the cache starts empty."))
                : ReadResult.Of(new SetupPlan(
                    [new OwnedFile(FileName, KeyRingRotation.New(now).Write(), IsSecret: true)],
                    request.Replace,
                    ["one key that names entries and one that signs them; all guards need the same file"],
                    [put]));
        }

        if (!File.Exists(path))
        {
            return ReadResult.Failed<SetupPlan>(new Diagnostic(here, "does not exist, so there is nothing to rotate.", $"Create one with nines guard init keys --out {request.Folder}."));
        }

        ReadResult<KeyRingFile> read = KeyRingReader.ReadFile(path);
        if (!read.IsValid)
        {
            return ReadResult.Failed<SetupPlan>(read.Diagnostics);
        }

        (KeyRingFile? next, string? fault) = KeyRingRotation.Rotate(read.Value, now, now + request.After);
        if (next is null)
        {
            return ReadResult.Failed<SetupPlan>(new Diagnostic(here, fault!));
        }

        int gone = read.Value.Keys.Length + 1 - next.Keys.Length;
        return ReadResult.Of(new SetupPlan(
            [new OwnedFile(FileName, next.Write(), IsSecret: true)],
            Replaces: true,
            [
                $"key {next.Keys[^1].Id} verifies at once and signs from {SetupPlan.Time(next.Keys[^1].SignsFrom)}; key {read.Value.Signing(now).Id} signs until then",
                .. gone > 0 ? (string[])[$"{gone} earlier {(gone == 1 ? "key is" : "keys are")} removed: no valid entry carries their signature"] : [],
            ],
            [$"{put}; all guards must have it before {SetupPlan.Time(next.Keys[^1].SignsFrom)}"]));
    }
}

using System.Security.Cryptography;
using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Pki;

/// <summary>The password that the guards, Redis and the Sentinels share.</summary>
internal static class RedisPasswordSetup
{
    public const string FileName = "password";
    private const int Bytes = 32;

    public static ReadResult<SetupPlan> Plan(string folder, bool replace)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) && !replace
            ? ReadResult.Failed<SetupPlan>(new Diagnostic(
                new SourcePosition(path, 0, 0), "exists already.", "--force replaces it and keeps a copy; then guards, Redis and Sentinels need it at the same time."))
            : ReadResult.Of(new SetupPlan(
                // Hexadecimal, without an end of line: it goes through configuration files and shells as it is.
                [new OwnedFile(FileName, RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true), IsSecret: true)],
                replace,
                [],
                [$"kubectl -n NAMESPACE create secret generic NAME-redis --from-file={path} --dry-run=client -o yaml | kubectl apply -f -"]));
    }
}

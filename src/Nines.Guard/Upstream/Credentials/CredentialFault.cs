namespace Nines.Guard.Upstream.Credentials;

/// <summary>Failures of the guard's own credential.</summary>
internal static class CredentialFault
{
    public const string Part = "credential";

    public static GuardUnavailableException Of(string what, Unavailability kind = Unavailability.Lasting, Exception? inner = null) =>
        new(Part, kind, $"{Part}: {what}", inner);
}

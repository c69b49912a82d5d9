using Nines.Testing.Processes;

namespace Nines.Guard.Tests.Setup.Pki;

/// <summary>The openssl program, which made none of our certificates.</summary>
internal static class OpenSsl
{
    public static (int Code, string Output) Run(string folder, params string[] arguments) =>
        Tool.Run(Programs.Find("openssl"), "openssl is not installed; tests/install installs it", folder, arguments);
}

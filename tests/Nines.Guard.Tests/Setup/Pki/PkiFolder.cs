using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Files;
using Nines.Guard.Setup.Pki;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Pki;

/// <summary>A folder in which certificates are made as the verbs make them.</summary>
internal sealed class PkiFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public PkiFolder(DateTimeOffset? now = null) => Clock = new ManualClock(now);

    public ManualClock Clock { get; }

    public string Path => System.IO.Path.Combine(_folder.Path, "pki");

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public ReadResult<SetupPlan> Ca(
        AuthorityStep step = AuthorityStep.Create, Curve curve = Curve.P384, TimeSpan? valid = null, bool replace = false) =>
        Carry(AuthoritySetup.Plan(new AuthorityRequest(Path, step, "test CA", curve, valid ?? Lifetime.Authority, replace), Clock.GetUtcNow()));

    public ReadResult<SetupPlan> Server(
        string[]? dns = null, string[]? addresses = null, Curve curve = Curve.P256, TimeSpan? valid = null, bool renew = false, bool replace = false) =>
        Leaf(Purpose.Server, null, new CertificateNames([.. dns ?? ["localhost"]], [.. (addresses ?? []).Select(System.Net.IPAddress.Parse)]), curve, valid, renew, replace);

    public ReadResult<SetupPlan> Client(string? name = "kube-apiserver", TimeSpan? valid = null, bool renew = false, bool replace = false) =>
        Leaf(Purpose.Client, renew ? null : name, new CertificateNames([], []), Curve.P256, valid, renew, replace);

    public X509Certificate2 Certificate(string name) => X509CertificateLoader.LoadCertificateFromFile(At(name));

    public void Dispose() => _folder.Dispose();

    private ReadResult<SetupPlan> Leaf(
        Purpose purpose, string? name, CertificateNames names, Curve curve, TimeSpan? valid, bool renew, bool replace) =>
        Carry(LeafSetup.Plan(new LeafRequest(Path, purpose, name, names, curve, valid ?? Lifetime.Leaf, renew, replace), Clock.GetUtcNow()));

    private ReadResult<SetupPlan> Carry(ReadResult<SetupPlan> plan)
    {
        if (plan.IsValid)
        {
            SecretFiles.Write(Path, plan.Value.Files, plan.Value.Replaces, Clock.GetUtcNow());
        }

        return plan;
    }
}

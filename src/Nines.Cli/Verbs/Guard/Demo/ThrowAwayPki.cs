using System.Net;
using Nines.Guard.Files;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Certificates, the keys of the cache and a password, as <c>nines guard init</c> makes them, good for some days.</summary>
internal sealed class ThrowAwayPki
{
    /// <summary>The name that the replicas share.</summary>
    public const string ServerName = "guard.try";

    /// <summary>Name of the client that the guards accept as kube-apiserver.</summary>
    public const string ClientName = "kube-apiserver";

    private static readonly TimeSpan s_life = TimeSpan.FromDays(20);

    private readonly string _folder;

    public ThrowAwayPki(string folder, DateTimeOffset now)
    {
        _folder = folder;
        Make(AuthoritySetup.Plan(new AuthorityRequest(folder, AuthorityStep.Create, "nines try", Curve.P256, 2 * s_life, Replace: false), now), now);
        Make(LeafSetup.Plan(Leaf(Purpose.Server, null, new CertificateNames([ServerName, "localhost"], [IPAddress.Loopback])), now), now);
        Make(LeafSetup.Plan(Leaf(Purpose.Client, ClientName, new CertificateNames([], [])), now), now);
        Make(CacheKeySetup.Plan(new CacheKeyRequest(folder, Rotate: false, TimeSpan.Zero, Replace: false), now), now);
        Make(RedisPasswordSetup.Plan(folder, replace: false), now);
        SecretFiles.Write(folder, [new OwnedFile("azure-secret", Company.GuardSecret, IsSecret: true)], replace: false, now);
    }

    public string Authority => At("ca.crt");

    public string ServerCertificate => At("server.crt");

    public string ServerKey => At("server.key");

    public string ClientCertificate => At("client.crt");

    public string ClientKey => At("client.key");

    public string CacheKeys => At(CacheKeySetup.FileName);

    public string RedisPassword => At(RedisPasswordSetup.FileName);

    public string AzureSecret => At("azure-secret");

    private string At(string name) => Path.Combine(_folder, name);

    private LeafRequest Leaf(Purpose purpose, string? name, CertificateNames names) =>
        new(_folder, purpose, name, names, Curve.P256, s_life, Renew: false, Replace: false);

    private void Make(ReadResult<SetupPlan> plan, DateTimeOffset now)
    {
        if (!plan.IsValid)
        {
            throw new IOException(plan.Diagnostics[0].ToString());
        }

        SecretFiles.Write(_folder, plan.Value.Files, plan.Value.Replaces, now);
    }
}

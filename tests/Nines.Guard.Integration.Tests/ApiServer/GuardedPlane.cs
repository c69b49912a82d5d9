using Nines.Guard.Integration.Tests.Site;
using Nines.Testing.ControlPlane;
using Nines.Testing.Processes;

namespace Nines.Guard.Integration.Tests.ApiServer;

/// <summary>A real kube-apiserver that asks a site of guards who somebody is and what they may do, set up by <c>nines guard apiserver-config</c>.</summary>
internal sealed class GuardedPlane : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private GuardedPlane(TempFolder folder, RealControlPlane plane, GuardSite site) => (_folder, Plane, Site) = (folder, plane, site);

    /// <summary>Null when this machine has what is needed; otherwise what it lacks.</summary>
    public static string? Missing => RealControlPlane.Missing ?? GuardSite.Missing;

    public RealControlPlane Plane { get; }

    public GuardSite Site { get; }

    /// <param name="site">Owned from here on, also when this fails.</param>
    /// <param name="ttl">Time for which kube-apiserver itself caches decisions; zero makes every request a review.</param>
    public static async Task<GuardedPlane> StartAsync(GuardSite site, TimeSpan ttl, CancellationToken cancellation)
    {
        var folder = new TempFolder();
        try
        {
            string seconds = $"{ttl.TotalSeconds}s";
            await GuardProgram.RunAsync(
                cancellation, "guard", "apiserver-config", "--server", site.Address.AbsoluteUri, "--kubernetes-version", "1.20", "--folder", site.Folder,
                "--authorized-ttl", seconds, "--unauthorized-ttl", seconds, "--token-ttl", seconds, "--out", site.Folder);
            string[] flags = await File.ReadAllLinesAsync(Path.Combine(site.Folder, "kube-apiserver.flags"), cancellation);
            RealControlPlane plane = await RealControlPlane.StartAsync(new ControlPlaneOptions { ApiServerFlags = [.. flags] }, cancellation);
            return new GuardedPlane(folder, plane, site);
        }
        catch
        {
            folder.Dispose();
            await site.DisposeAsync();
            throw;
        }
    }

    public Task<(int ExitCode, string Output, string Error)> KubectlAsync(string token, CancellationToken cancellation, params string[] arguments) =>
        Plane.KubectlAsync(token, cancellation, arguments);

    /// <summary>A file that kubectl reads.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    public async ValueTask DisposeAsync()
    {
        await Plane.DisposeAsync();
        await Site.DisposeAsync();
        _folder.Dispose();
    }
}

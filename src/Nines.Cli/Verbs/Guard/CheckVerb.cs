using System.CommandLine;
using System.Text;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Output formats of <c>nines guard check</c>.</summary>
internal enum CheckFormat
{
    Text,
    Json,
}

/// <summary><c>nines guard check</c>: checks everything that the guard depends on before it starts.</summary>
internal sealed class CheckVerb : Verb<CheckVerbRequest, CheckReport>
{
    private const long MaxBytes = 64 * 1024;

    private readonly SettingOptions _settings = new();

    private readonly Option<string?> _server = new Option<string?>("--server") { Description = "Address at which kube-apiserver calls the guard, as for apiserver-config: https://HOST[:PORT].", HelpName = "URL" };

    private readonly Option<string?> _name = new Option<string?>("--tls-server-name") { Description = "Name that kube-apiserver expects in the certificate of the guard. Default: the host of --server.", HelpName = "NAME" };

    private readonly Option<string?> _trust = new Option<string?>("--trust") { Description = "Authorities with which kube-apiserver verifies the guard, PEM. Default: those of tls.client-ca.", HelpName = "FILE" };

    private readonly Option<string?> _client = new Option<string?>("--client") { Description = "Client certificate of kube-apiserver, PEM, without its key.", HelpName = "FILE" };

    private readonly Option<string?> _user = new Option<string?>("--redis-admin") { Description = "Redis user who may read the settings of Redis; the user of the guard may not.", HelpName = "USER" };

    private readonly Option<string?> _password = new Option<string?>("--redis-admin-password-file") { Description = "File with the password of that user.", HelpName = "FILE" };

    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), "Time limit of each check; checks run in parallel.");

    private readonly Option<bool> _strict = new Option<bool>("--strict") { Description = "Exit with code 1 for warnings and notes too." };

    private readonly OutputOptions<CheckFormat> _output = new();

    public CheckVerb()
        : base("check", "Check certificates, Azure, the shared cache and the clock, as the guard would use them.")
    {
        Examples = ["guard check --config guard.yaml", "guard check --config guard.yaml --server https://10.0.200.10:9443 --strict -o json"];
        foreach (Option option in (Option[])[_server, _name, _trust, _client, _user, _password, _timeout, _strict])
        {
            Add(option);
        }

        _output.AddTo(this);
        _settings.AddTo(this);
        _server.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps)
            {
                result.AddError($"--server is '{text}'; expected https://HOST[:PORT], such as https://10.0.200.10.");
            }
        });
        Validators.Add(result =>
        {
            if (result.GetResult(_user) is null != result.GetResult(_password) is null)
            {
                result.AddError("--redis-admin and --redis-admin-password-file go together; expected both or neither.");
            }
        });
    }

    protected override string Undone => "nothing was checked.";

    protected override string Activity => "checking";

    protected override CheckVerbRequest Parse(ParseResult parsed) => new()
    {
        Settings = _settings.Read(parsed, Host),
        SettingsFile = _settings.GetFile(parsed, Host),
        Server = parsed.GetValue(_server) is { } url ? new Uri(url) : null,
        TlsServerName = parsed.GetValue(_name),
        Trust = parsed.GetValue(_trust),
        Client = parsed.GetValue(_client),
        RedisUser = parsed.GetValue(_user),
        RedisPasswordFile = parsed.GetValue(_password),
        Timeout = parsed.GetValue(_timeout),
        IsStrict = parsed.GetValue(_strict),
        Output = _output.Read(parsed),
    };

    protected override async Task<ReadResult<CheckReport>> GetResultAsync(CheckVerbRequest request, ICollection<string> notes, CancellationToken cancellation)
    {
        ReadResult<ConfiguredSettings> settings = request.Settings;
        ReadResult<InputFile>? secret = request.RedisPasswordFile is { } file ? InputFile.Read(file, Host.In, MaxBytes) : null;
        if (!settings.IsValid || secret is { IsValid: false })
        {
            return ReadResult.Failed<CheckReport>([.. settings.Diagnostics, .. secret?.Diagnostics ?? []]);
        }

        var checks = new CheckRequest(settings.Value)
        {
            Server = request.Server,
            TlsServerName = request.TlsServerName,
            Trust = request.Trust,
            Client = request.Client,
            RedisAdministrator = secret?.Value is { } given
                ? new RedisLogin(request.RedisUser!, Encoding.UTF8.GetString(given.Content).TrimEnd('\r', '\n')) : null,
        };
        return ReadResult.Of(await CheckRunner.RunAsync(GuardChecks.All(checks, Host.Time), request.Timeout, Host.Time, cancellation));
    }

    protected override string Render(CheckVerbRequest request, CheckReport result) =>
        request.Output.Format == CheckFormat.Json
            ? CheckDocument.Render(result, OutputStamp.Create(Host, InputSource.FromFiles(request.SettingsFile is { } file ? [file] : [])))
            : CheckText.Write(result);

    protected override int GetExitCode(CheckVerbRequest request, CheckReport result) =>
        result.HasErrors || (request.IsStrict && result.HasFindings) ? ExitCode.Missed : ExitCode.Met;
}

/// <summary>Request of <c>nines guard check</c>; null where an option was not given.</summary>
internal sealed record CheckVerbRequest : IFileRequest
{
    public required ReadResult<ConfiguredSettings> Settings { get; init; }

    /// <summary>Path of the settings file; null for none.</summary>
    public string? SettingsFile { get; init; }

    public Uri? Server { get; init; }

    public string? TlsServerName { get; init; }

    public string? Trust { get; init; }

    public string? Client { get; init; }

    public string? RedisUser { get; init; }

    public string? RedisPasswordFile { get; init; }

    public TimeSpan Timeout { get; init; }

    public bool IsStrict { get; init; }

    public required OutputTarget<CheckFormat> Output { get; init; }

    public IEnumerable<string> Inputs => new[] { Trust, Client, RedisPasswordFile }.OfType<string>();

    string? IFileRequest.OutputFile => Output.File;
}

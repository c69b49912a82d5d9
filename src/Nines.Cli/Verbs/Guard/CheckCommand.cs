using System.CommandLine;
using System.Text;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;
using Nines.Guard.Setup.Check;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard check</c>: looks at everything that the guard will depend on, before it does.</summary>
internal static class CheckCommand
{
    private const string Nothing = "nothing was checked.";
    private const long MostBytes = 64 * 1024;

    public static Command Create(CommandHost host)
    {
        var settings = new SettingOptions();
        var server = new Option<string?>("--server") { Description = "Where kube-apiserver calls the guard, as for apiserver-config: https://HOST[:PORT].", HelpName = "URL" };
        var name = new Option<string?>("--tls-server-name") { Description = "The name that it expects in the guard's certificate, when it is not the host.", HelpName = "NAME" };
        var trust = new Option<string?>("--trust") { Description = "The authorities that kube-apiserver checks the guard with, PEM; those of tls.client-ca when left out.", HelpName = "FILE" };
        var client = new Option<string?>("--client") { Description = "The certificate that kube-apiserver shows, PEM; its key is not needed.", HelpName = "FILE" };
        var user = new Option<string?>("--redis-admin") { Description = "A user of Redis who may read its settings; the guard's own user may not.", HelpName = "USER" };
        var password = new Option<string?>("--redis-admin-password-file") { Description = "A file with that user's password.", HelpName = "FILE" };
        Option<TimeSpan> timeout = OptionKinds.Duration(
            "--timeout", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), "How long each check may take; they run side by side.");
        var strict = new Option<bool>("--strict") { Description = "End with 1 for warnings and for what could not be found out too." };
        Option<CheckFormat> output = OptionKinds.Choice<CheckFormat>("--output", "-o", "How to write what was found. [default: text]");
        var command = new Command("check", "Check certificates, Azure, the shared cache and the clock, as the guard would use them.");
        foreach (Option option in (Option[])[server, name, trust, client, user, password, timeout, strict, output])
        {
            command.Add(option);
        }

        settings.AddTo(command);
        server.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps)
            {
                result.AddError($"--server is '{text}'; expected https://HOST[:PORT], such as https://10.0.200.10.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(user) is null != result.GetResult(password) is null)
            {
                result.AddError("--redis-admin and --redis-admin-password-file go together; expected both or neither.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            ReadResult<ConfiguredSettings> read = settings.Read(parsed, host);
            ReadResult<InputFile>? secret = parsed.GetValue(password) is { } file ? InputFile.Read(file, host.In, MostBytes) : null;
            if (!read.IsValid || secret is { IsValid: false })
            {
                return host.Print(CommandOutcome.BadInput([.. read.Diagnostics, .. secret?.Diagnostics ?? []], Nothing));
            }

            var request = new CheckRequest(read.Value)
            {
                Server = parsed.GetValue(server) is { } url ? new Uri(url) : null,
                TlsServerName = parsed.GetValue(name),
                Trust = parsed.GetValue(trust),
                Client = parsed.GetValue(client),
                RedisAdministrator = secret?.Value is { } given
                    ? new RedisLogin(parsed.GetValue(user)!, Encoding.UTF8.GetString(given.Content).TrimEnd('\r', '\n')) : null,
            };
            CheckReport report = await CheckRunner.RunAsync(GuardChecks.All(request, host.Time), parsed.GetValue(timeout), host.Time, cancellation);
            bool isMissed = report.HasProblems || (parsed.GetValue(strict) && report.HasFindings);
            return host.Print(new CommandOutcome(
                isMissed ? ExitCode.Missed : ExitCode.Met,
                parsed.GetValue(output) == CheckFormat.Json ? CheckJson.Write(report) : CheckText.Write(report),
                []));
        });
        return command;
    }

    private enum CheckFormat
    {
        Text,
        Json,
    }
}

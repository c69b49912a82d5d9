using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks that the guard can sign in to Azure and may call checkaccess: it asks about itself.</summary>
internal static class AzureCheck
{
    private const string Part = "rbac";

    /// <summary>Permission for callers of checkaccess, by the documentation of AKS and Arc.</summary>
    private const string Permission = "Microsoft.Authorization/*/read";

    public static async Task RunAsync(CheckNotes notes, ConfiguredSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        if (settings.Given(GuardSettings.ResourceId) is not { } resource)
        {
            notes.Skip($"{GuardSettings.ResourceId.Name} is not set: Azure does not authorize requests");
            return;
        }

        using var probe = new AzureProbe(settings, time);
        RbacOptions rbac = AzureSettings.Rbac(settings);
        Uri address = CheckAddress.Create(rbac, resource);
        string scope = rbac.Api == CheckApi.V2 ? rbac.DecisionScope : Prefixes.ManagementScope(rbac);
        if (await TokenAsync(notes, settings, probe, scope, cancellation) is not { } token)
        {
            return;
        }

        if (OwnToken.Read(token.Value)?.ObjectId is not { } self)
        {
            notes.Note(address.Host, "the token of the guard does not contain the guard's object id", "a claim 'oid'", "start the guard, and see its log");
            return;
        }

        notes.Fact($"the guard signs in as {self}; its token is valid until {token.NotAfter.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        var action = new CheckAction($"{Prefixes.OfCluster(rbac.Kind)}/pods/read");
        var question = new CheckQuestion(self, [], [new ScopeQuestion(resource, [action])]);
        Attempt attempt = await probe.Calls.SendAsync(
            new OutgoingCall(Part, scope, HttpMethod.Post, address, CheckRequestWriter.Write(question, resource, [action], rbac.Api), Bearer: token.Value),
            cancellation);
        Judge(notes, attempt, Decision(attempt, action, rbac.Api), address.GetLeftPart(UriPartial.Authority), resource, self);
    }

    /// <summary>A token of the guard's own; null, with a finding, when there is none.</summary>
    public static async Task<AccessToken?> TokenAsync(
        CheckNotes notes, ConfiguredSettings settings, AzureProbe probe, string scope, CancellationToken cancellation)
    {
        try
        {
            return await probe.Tokens.GetAsync(scope, cancellation);
        }
        catch (GuardUnavailableException fault)
        {
            notes.Error(GuardSettings.Credential.Name, fault.Message, $"a token for {scope}", CredentialAdvice.Get(settings));
            return null;
        }
    }

    private static void Judge(CheckNotes notes, Attempt attempt, string? decision, string where, string resource, string self)
    {
        string request = attempt.RequestId is { } id ? $" (request {id})" : "";
        switch (attempt.Kind)
        {
            case AttemptKind.Answered when decision is not null:
                notes.Fact($"checkaccess answers: {decision} for the guard itself, which needs no access");
                break;
            case AttemptKind.Answered:
                notes.Error(where, $"checkaccess answers without a decision{request}", "accessDecision for the requested action", "see azure.api and the endpoint for it");
                break;
            case AttemptKind.Refused:
                notes.Error(
                    where, $"checkaccess answers {attempt.Status}: the guard lacks permission{request}", $"the permission {Permission} at {resource}",
                    $"az role assignment create --assignee-object-id {self} --assignee-principal-type ServicePrincipal --role ROLE --scope {resource}, with a role that has {Permission}");
                break;
            case AttemptKind.Rejected when attempt.Status == 404:
                notes.Error(where, $"checkaccess answers 404: there is no {resource}{request}", "the cluster's resource id", "az aks show or az connectedk8s show, with --query id");
                break;
            case AttemptKind.Rejected:
                notes.Error(where, $"checkaccess answers {attempt.Status}{request}", "200", $"see {GuardSettings.ResourceId.Name}, azure.kind and azure.api");
                break;
            case AttemptKind.Throttled or AttemptKind.Paused:
                notes.Warning(where, $"Azure throttles the guard{request}", "an answer", "find other programs that use this identity; Azure counts by principal, subscription and region");
                break;
            default:
                notes.Error(where, CallFailure.From(Part, attempt)!.Message, "an answer", "check DNS, the network policy, the proxy and the endpoint");
                break;
        }
    }

    /// <summary>Decision of Azure, in its own word; null without one.</summary>
    private static string? Decision(Attempt attempt, CheckAction action, CheckApi api)
    {
        var answers = new ActionAnswers();
        return attempt.Kind == AttemptKind.Answered
            && CheckAnswerReader.Read(attempt.Body.Span, api, answers, out _) is null
            && answers.Find(action) is { } answer
                ? answer.IsAllowed ? "Allowed" : "NotAllowed" : null;
    }
}

/// <summary>Hints for a guard that gets no token.</summary>
internal static class CredentialAdvice
{
    public static string Get(ConfiguredSettings settings) => settings.Get(GuardSettings.Credential) switch
    {
        "managed-identity" => "check that the identity is assigned to the node or pod, and azure.client-id when there are several",
        "client-secret" => "see entra.tenant, azure.client-id, and whether the secret has expired: az ad app credential list --id CLIENT",
        "aks-token-url" => "see azure.token-url and entra.tenant; it answers only inside an AKS control plane",
        _ => "see azure.client-id, entra.tenant, and whether the identity trusts this service account: az identity federated-credential list",
    };
}

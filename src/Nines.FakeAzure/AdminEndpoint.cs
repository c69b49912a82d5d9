using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nines.FakeAzure.Endpoints;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure;

/// <summary>
/// Changes everything from another process; JSON in and out. <c>GET /admin/</c> lists the calls.
/// </summary>
internal sealed class AdminEndpoint(FakeAzureServer server)
{
    private const int MaxAnswers = 10_000;

    private const string Help = """
        GET    /admin/state                       the tenant (without secrets), faults, throttling, keys
        PUT    /admin/users                       {"oid","upn","groups":[],"isGuest","mail"}
        PUT    /admin/groups                      {"oid","name","memberOf":[],"securityEnabled"}
        PUT    /admin/service-principals          {"oid","appId","secret","federated":[{"issuer","subject","audience"}],"appRoles":[],"isManagedIdentity","servesAks"}
        PUT    /admin/role-assignments            {"id","principalId","role":{"actions":[],"notActions":[],"dataActions":[],"notDataActions":[]},"scope"}
        PUT    /admin/deny-assignments            {"id","principals":[],"denied":{...},"scope","excludedPrincipals":[],"onlyHere"}
        PUT    /admin/missing-scopes              "/subscriptions/..."
        PUT    /admin/scale-sets                  {"id","faultDomainCount","isFlexible","location","instances":[{"instanceId","faultDomain","updateDomain","zone","placementGroup","hasView"}]}
        PUT    /admin/machines                    {"id","faultDomain","updateDomain","zone","scaleSet","availabilitySet","location","hasView"}
        DELETE /admin/{any of these}/{id}         the id, or for missing-scopes the scope, percent-encoded
        PUT    /admin/settings                    {"timeToLiveMs","answerIdsInAssignments","graphPage","pdpPage","maxGroupsInToken","tokenSeconds"}
        PUT    /admin/compute-settings            {"page","expandsViews"}
        PUT    /admin/throttle                    {"isOn","burst","perSecond","minRetryAfterSeconds"}
        PUT    /admin/faults/{kind}               {"status","retryAfterSeconds","latencyMs","jitterMs","how","body","times","share"}; kind may be "all"
        DELETE /admin/faults[/{kind}]
        POST   /admin/keys/rotate                 {"algorithm","publish","keepOld"}
        POST   /admin/keys/publish
        POST   /admin/tokens                      {"subject","audience","version","lifetimeSeconds","notBeforeSeconds","groups","claimsJson","appId","headerJson"} -> the token
        POST   /admin/service-account-tokens      {"subject","audience","lifetimeSeconds"} -> the token
        GET    /admin/answers?after=0&most=1000   lines of JSON, by number; at most 10000
        DELETE /admin/answers
        """;

    public Reply Answer(FakeRequest request)
    {
        try
        {
            return request.Method switch
            {
                "GET" => Get(request),
                "PUT" => Put(request),
                "POST" => Post(request),
                "DELETE" => Delete(request),
                _ => Nothing(),
            };
        }
        catch (JsonException why)
        {
            return Reply.Error(400, "BadRequest", $"The body is not what was expected: {why.Message}");
        }
        catch (Exception why) when (why is ArgumentException or InvalidOperationException)
        {
            return Reply.Error(400, "BadRequest", why.Message);
        }
    }

    private Reply Get(FakeRequest request)
    {
        switch (request.Segments)
        {
            case ["admin"]:
                return Done(Help);
            case ["admin", "state"]:
                return new Reply(200, JsonSerializer.SerializeToUtf8Bytes(AdminState.From(server), FakeAzureJson.Default.AdminState), AnswerVerdict.Given);
            case ["admin", "answers"]:
                long after = long.TryParse(request.Query["after"], out long number) ? number : 0;
                int most = int.TryParse(request.Query["most"], out int wanted) ? Math.Clamp(wanted, 1, MaxAnswers) : 1_000;
                StringBuilder lines = new();
                foreach (LoggedAnswer answer in server.Answers.Read(after, most))
                {
                    lines.Append(JsonSerializer.Serialize(answer, FakeAzureJson.Default.LoggedAnswer)).Append('\n');
                }

                return Done(lines.ToString());
            default:
                return Nothing();
        }
    }

    private Reply Put(FakeRequest request)
    {
        FakeTenant tenant = server.Tenant;
        switch (request.Segments)
        {
            case ["admin", "users"]:
                tenant.Put(Read(request, FakeAzureJson.Default.FakeUser));
                break;
            case ["admin", "groups"]:
                tenant.Put(Read(request, FakeAzureJson.Default.FakeGroup));
                break;
            case ["admin", "service-principals"]:
                tenant.Put(Read(request, FakeAzureJson.Default.FakeServicePrincipal));
                break;
            case ["admin", "role-assignments"]:
                tenant.Put(Read(request, FakeAzureJson.Default.FakeRoleAssignment));
                break;
            case ["admin", "deny-assignments"]:
                tenant.Put(Read(request, FakeAzureJson.Default.FakeDenyAssignment));
                break;
            case ["admin", "missing-scopes"]:
                string scope = Read(request, FakeAzureJson.Default.String);
                tenant.Change(state => state with { MissingScopes = state.MissingScopes.Add(scope) });
                break;
            case ["admin", "settings"]:
                TenantSettings settings = Read(request, FakeAzureJson.Default.TenantSettings);
                tenant.Set(_ => settings);
                break;
            case ["admin", "scale-sets"]:
                server.Compute.Put(Read(request, FakeAzureJson.Default.FakeScaleSet));
                break;
            case ["admin", "machines"]:
                server.Compute.Put(Read(request, FakeAzureJson.Default.FakeMachine));
                break;
            case ["admin", "compute-settings"]:
                server.Compute.Set(Read(request, FakeAzureJson.Default.ComputeSettings));
                break;
            case ["admin", "throttle"]:
                server.Throttle.Settings = Read(request, FakeAzureJson.Default.ThrottleSettings);
                break;
            case ["admin", "faults", "all"]:
                server.Faults.SetAll(Read(request, FakeAzureJson.Default.Fault));
                break;
            case ["admin", "faults", var kind]:
                server.Faults.Set(Kind(kind), Read(request, FakeAzureJson.Default.Fault));
                break;
            default:
                return Nothing();
        }

        return Done();
    }

    private Reply Post(FakeRequest request)
    {
        switch (request.Segments)
        {
            case ["admin", "keys", "rotate"]:
                RotateRequest rotation = Read(request, FakeAzureJson.Default.RotateRequest);
                return Done(server.Keys.Rotate(rotation.Algorithm, rotation.Publish, rotation.KeepOld).Id);
            case ["admin", "keys", "publish"]:
                server.Keys.Publish();
                return Done();
            case ["admin", "tokens"]:
                return Done(server.Tokens.Issue(Read(request, FakeAzureJson.Default.TokenRequest)));
            case ["admin", "service-account-tokens"]:
                ServiceAccountRequest account = Read(request, FakeAzureJson.Default.ServiceAccountRequest);
                return Done(server.Tokens.ServiceAccount(account.Subject, account.Audience, account.LifetimeSeconds));
            default:
                return Nothing();
        }
    }

    private Reply Delete(FakeRequest request)
    {
        FakeTenant tenant = server.Tenant;
        switch (request.Segments)
        {
            case ["admin", "answers"]:
                server.Answers.Clear();
                break;
            case ["admin", "faults"]:
                server.Faults.ClearAll();
                break;
            case ["admin", "faults", var kind]:
                server.Faults.Clear(Kind(kind));
                break;
            case ["admin", "scale-sets" or "machines", var resource]:
                server.Compute.Remove(Uri.UnescapeDataString(resource));
                break;
            case ["admin", var collection, var id]:
                string name = Uri.UnescapeDataString(id);
                Func<TenantState, TenantState>? removal = collection switch
                {
                    "users" => state => state with { Users = state.Users.Remove(name) },
                    "groups" => state => state with { Groups = state.Groups.Remove(name) },
                    "service-principals" => state => state with { ServicePrincipals = state.ServicePrincipals.Remove(name) },
                    "role-assignments" => state => state with { RoleAssignments = state.RoleAssignments.Remove(name) },
                    "deny-assignments" => state => state with { DenyAssignments = state.DenyAssignments.Remove(name) },
                    "missing-scopes" => state => state with { MissingScopes = state.MissingScopes.Remove(name) },
                    _ => null,
                };
                if (removal is null)
                {
                    return Nothing();
                }

                tenant.Change(removal);
                break;
            default:
                return Nothing();
        }

        return Done();
    }

    private static PathKind Kind(string name) => Enum.TryParse(name, ignoreCase: true, out PathKind kind) && Enum.IsDefined(kind)
        ? kind
        : throw new ArgumentException($"'{name}' is not a kind of call; expected one of {string.Join(", ", Enum.GetNames<PathKind>())}.", nameof(name));

    private static T Read<T>(FakeRequest request, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(request.Body, type) ?? throw new JsonException("null where an object was expected.");

    private static Reply Done(string text = "") => new(200, Encoding.UTF8.GetBytes(text), AnswerVerdict.Given);

    private static Reply Nothing() => Reply.Error(404, "NotFound", "Nothing is there; GET /admin/ lists the calls.");
}

using System.Collections.Immutable;
using System.Text;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>checkaccess of the resource manager (v1) and of the policy decision point (v2), and the lists of operations.</summary>
internal sealed class CheckAccessEndpoint(FakeTenant tenant, CallerCheck callers, TokenBuckets throttle)
{
    public const string V1 = "2018-09-01-preview";
    private const string RemainingReads = "x-ms-ratelimit-remaining-subscription-reads";

    private readonly PdpPages _pages = new();

    /// <summary><c>POST {scope}/providers/Microsoft.Authorization/checkaccess</c>.</summary>
    public Reply CheckV1(FakeRequest request)
    {
        (ReceivedToken? caller, Reply? refusal) = callers.Check(request, CallerCheck.ResourceManager);
        if (caller is null)
        {
            return refusal!;
        }

        return Throttled(request, caller, () =>
        {
            if (request.Query["api-version"] != V1)
            {
                return Reply.Error(400, "InvalidApiVersionParameter", $"The api-version is missing or not one of '{V1}'.");
            }

            string scope = request.Path[..request.Path.LastIndexOf("/providers/Microsoft.Authorization/", StringComparison.OrdinalIgnoreCase)];
            (ReceivedCheck? question, string? problem) = ReceivedCheck.Read(request.Body);
            return question is null ? Reply.Error(400, "BadRequest", problem!)
                : !question.ResourceId.Equals(scope, StringComparison.OrdinalIgnoreCase) ? Reply.Error(400, "BadRequest", "Resource.Id is not the resource of the address.")
                : Decide("v1", request, caller, question, isPaged: false);
        });
    }

    /// <summary><c>POST /providers/Microsoft.Authorization/checkAccess</c>, and its further pages by GET or POST.</summary>
    public Reply CheckV2(FakeRequest request)
    {
        (ReceivedToken? caller, Reply? refusal) = callers.Check(request, CallerCheck.Pdp);
        if (caller is null)
        {
            return refusal!;
        }

        if (request.Query["$skiptoken"].ToString() is { Length: > 0 } token)
        {
            return (_pages.Take(token) is { } page ? Page(request, page) : Reply.Error(400, "BadRequest", "The page is not known any more.")) with { Principal = caller.ObjectId };
        }

        (ReceivedCheck? question, string? problem) = ReceivedCheck.Read(request.Body);
        return (request.Query["api-version"].Count == 0 ? Reply.Error(400, "MissingApiVersionParameter", "The api-version is missing.")
            : question is null ? Reply.Error(400, "BadRequest", problem!)
            : Decide("v2", request, caller, question, isPaged: true)) with { Principal = caller.ObjectId };
    }

    /// <summary><c>GET /providers/{provider}/operations</c>.</summary>
    public Reply ListOperations(FakeRequest request)
    {
        (ReceivedToken? caller, Reply? refusal) = callers.Check(request, CallerCheck.ResourceManager);
        if (caller is null)
        {
            return refusal!;
        }

        return Throttled(request, caller, () => request.Query["api-version"].Count == 0 ? Reply.Error(400, "MissingApiVersionParameter", "The api-version is missing.")
            : Operations.Find(request.Segments[1]) is not { } operations ? Reply.Error(404, "InvalidResourceNamespace", "The resource namespace is not known.")
            : Reply.Json(200, AnswerVerdict.Given, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("value");
                foreach ((string name, bool isDataAction) in operations)
                {
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteString("origin", "user,system");
                    json.WriteBoolean("isDataAction", isDataAction);
                    json.WriteStartObject("display");
                    json.WriteString("provider", request.Segments[1]);
                    json.WriteString("resource", name.Split('/')[^2]);
                    json.WriteString("operation", name.Split('/')[^1]);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }));
    }

    private Reply Throttled(FakeRequest request, ReceivedToken caller, Func<Reply> answer)
    {
        string subscription = request.Segments is [var root, var id, ..] && root.Equals("subscriptions", StringComparison.OrdinalIgnoreCase) ? id : "";
        ThrottleAnswer taken = throttle.Take(caller.ObjectId, subscription);
        Reply reply = taken.IsGranted
            ? answer()
            : Reply.Error(429, "SubscriptionRequestsThrottled", $"Number of requests exceeded the limit. Please try again after '{taken.RetryAfterSeconds}' seconds.")
                .With("Retry-After", $"{taken.RetryAfterSeconds}");
        return reply.With(RemainingReads, $"{taken.Remaining}") with { Principal = caller.ObjectId };
    }

    private Reply Decide(string version, FakeRequest request, ReceivedToken caller, ReceivedCheck question, bool isPaged)
    {
        TenantState state = tenant.State;
        string scope = question.ResourceId;
        if (!AccessEvaluator.Evaluate(state, AccessEvaluator.Principals(state, caller.ObjectId, []), "Microsoft.Authorization/checkAccess/read", false, scope).IsAllowed)
        {
            return Reply.Error(403, "AuthorizationFailed", $"The client '{caller.ObjectId}' does not have authorization to perform action 'Microsoft.Authorization/checkAccess/read' over scope '{scope}'.");
        }

        string key = KeyOf(version, question);
        string text = Encoding.UTF8.GetString(request.Body);
        if (state.MissingScopes.Any(missing => AccessEvaluator.Covers(missing, scope)))
        {
            return Reply.Error(404, "ResourceNotFound", $"The Resource '{scope}' was not found.") with { Key = key, Question = text };
        }

        ImmutableHashSet<string> principals = AccessEvaluator.Principals(state, question.ObjectId, question.Groups);
        ImmutableArray<Decided> decided =
        [
            .. question.Actions.Select(action =>
            {
                bool isData = action.IsDataAction ?? (version == "v2" && Operations.IsDataAction(action.Id));
                return new Decided(action.Id, isData, AccessEvaluator.Evaluate(state, principals, action.Id, isData, scope));
            }),
        ];
        AnswerVerdict verdict = decided.All(one => one.Result.IsAllowed) ? AnswerVerdict.Allow : AnswerVerdict.NotAllowed;
        Reply reply = isPaged
            ? Page(request, new PdpPage(decided, state.Settings, request.AnswerId)) with { Verdict = verdict }
            : Reply.Json(200, verdict, json => DecisionJson.List(json, decided, state.Settings, request.AnswerId));
        return reply with { Key = key, Question = text, TimeToLiveMs = state.Settings.TimeToLiveMs };
    }

    private Reply Page(FakeRequest request, PdpPage page)
    {
        int size = Math.Max(1, page.Settings.PdpPage);
        string next = page.Left.Length > size
            ? $"{request.Base.GetLeftPart(UriPartial.Authority)}{request.Path}?api-version={Uri.EscapeDataString(request.Query["api-version"].ToString())}&$skiptoken={_pages.Keep(page with { Left = page.Left[size..] })}"
            : "";
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("value");
            DecisionJson.List(json, page.Left.Length > size ? page.Left[..size] : page.Left, page.Settings, page.AnswerId);
            json.WriteString("nextLink", next);
            json.WriteEndObject();
        });
    }

    // Groups in any order ask the same.
    private static string KeyOf(string version, ReceivedCheck question) => AnswerKey.Create(
    [
        version, question.ResourceId.ToUpperInvariant(), question.ObjectId.ToUpperInvariant(), $"{question.Groups.Count}",
        .. question.Groups.Select(group => group.ToUpperInvariant()).Order(StringComparer.Ordinal),
        .. question.Actions.SelectMany(action => new[] { action.Id, $"{action.IsDataAction}", action.Attributes }),
    ]);
}

using System.Globalization;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Scale sets, their machines, and machines of their own: the answers of <c>GET</c> of the resource manager, for callers with read access.</summary>
internal sealed class ComputeEndpoint(FakeTenant tenant, FakeCompute compute, CallerCheck callers, TokenBuckets throttle)
{
    // /subscriptions/{s}/resourceGroups/{g}/providers/{provider}/{type}/{name}
    private const int ResourceDepth = 8;
    private const string Provider = "Microsoft.Compute";
    private const string Sets = "virtualMachineScaleSets";
    private const string Machines = "virtualMachines";
    private const string View = "instanceView";
    private const string RemainingReads = "x-ms-ratelimit-remaining-subscription-reads";

    /// <returns>Null when the path is not one of these.</returns>
    public (PathKind Kind, Func<FakeRequest, Reply> Answer)? Find(FakeRequest request)
    {
        if (request.Method != "GET" || request.Segments is not [var root, _, var groups, _, var providers, var provider, .. var rest]
            || !Is(root, "subscriptions") || !Is(groups, "resourceGroups") || !Is(providers, "providers") || !Is(provider, Provider))
        {
            return null;
        }

        return rest switch
        {
            [var sets, _] when Is(sets, Sets) => (PathKind.ScaleSet, call => Answer(call, $"{Provider}/{Sets}/read", Set)),
            [var sets, _, var list] when Is(sets, Sets) && Is(list, Machines) => (PathKind.Instances, call => Answer(call, $"{Provider}/{Sets}/{Machines}/read", List)),
            [var sets, _, var list, var id, var view] when Is(sets, Sets) && Is(list, Machines) && Is(view, View) =>
                (PathKind.InstanceView, call => Answer(call, $"{Provider}/{Sets}/{Machines}/{View}/read", (state, set, _) => InstanceView(state, set, id))),
            [var machines, _] when Is(machines, Machines) => (PathKind.Machine, call => Answer(call, $"{Provider}/{Machines}/read", Machine)),
            [var machines, _, var view] when Is(machines, Machines) && Is(view, View) =>
                (PathKind.InstanceView, call => Answer(call, $"{Provider}/{Machines}/{View}/read", MachineView)),
            _ => null,
        };
    }

    private Reply Answer(FakeRequest request, string action, Func<ComputeState, string, FakeRequest, Reply> answer)
    {
        (ReceivedToken? caller, Reply? refusal) = callers.Check(request, CallerCheck.ResourceManager);
        if (caller is null)
        {
            return refusal!;
        }

        string id = $"/{string.Join('/', request.Segments[..ResourceDepth])}";
        ThrottleAnswer taken = throttle.Take(caller.ObjectId, request.Segments[1]);
        return (taken.IsGranted
            ? Allowed(request, caller, action, id) ?? answer(compute.State, id, request)
            : Reply.Error(429, "SubscriptionRequestsThrottled", $"Number of requests exceeded the limit. Please try again after '{taken.RetryAfterSeconds}' seconds.")
                .With("Retry-After", $"{taken.RetryAfterSeconds}"))
            .With(RemainingReads, $"{taken.Remaining}") with { Principal = caller.ObjectId, Question = request.Path };
    }

    /// <returns>The refusal, or null.</returns>
    private Reply? Allowed(FakeRequest request, ReceivedToken caller, string action, string scope)
    {
        TenantState state = tenant.State;
        return request.Query["api-version"].Count == 0 ? Reply.Error(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
            : !AccessEvaluator.Evaluate(state, AccessEvaluator.Principals(state, caller.ObjectId, []), action, isDataAction: false, scope).IsAllowed
                ? Reply.Error(403, "AuthorizationFailed", $"The client '{caller.ObjectId}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid.")
            : state.MissingScopes.Any(missing => AccessEvaluator.Covers(missing, scope)) ? Missing(scope)
            : null;
    }

    private static Reply Set(ComputeState state, string id, FakeRequest request) =>
        state.ScaleSets.TryGetValue(id, out FakeScaleSet? set) ? Reply.Json(200, AnswerVerdict.Given, json => ComputeJson.Set(json, set)) : Missing(id);

    private static Reply List(ComputeState state, string id, FakeRequest request)
    {
        if (!state.ScaleSets.TryGetValue(id, out FakeScaleSet? set))
        {
            return Missing(id);
        }

        IReadOnlyList<FakeInstance> instances = set.Instances ?? [];
        bool isExpanded = state.Settings.ExpandsViews && Is(request.Query["$expand"].ToString(), View);
        int skip = int.TryParse(request.Query["$skiptoken"], NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? Math.Min(given, instances.Count) : 0;
        int end = Math.Min(instances.Count, skip + state.Settings.Page);
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            for (int at = skip; at < end; at++)
            {
                ComputeJson.Instance(json, set, instances[at], isExpanded && instances[at].HasView);
            }

            json.WriteEndArray();
            if (end < instances.Count)
            {
                string query = string.Join('&', request.Query.Where(pair => pair.Key != "$skiptoken").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}"));
                json.WriteString("nextLink", $"{request.Base.GetLeftPart(UriPartial.Authority)}{request.Path}?{query}&$skiptoken={end}");
            }

            json.WriteEndObject();
        });
    }

    private static Reply InstanceView(ComputeState state, string id, string instance) =>
        state.ScaleSets.TryGetValue(id, out FakeScaleSet? set) && set.Instances?.FirstOrDefault(one => Is(one.InstanceId, instance)) is { } found
            ? Reply.Json(200, AnswerVerdict.Given, json => ComputeJson.View(json, set, found))
            : Missing($"{id}/{Machines}/{instance}");

    private static Reply Machine(ComputeState state, string id, FakeRequest request) =>
        state.Machines.TryGetValue(id, out FakeMachine? machine)
            ? Reply.Json(200, AnswerVerdict.Given, json => ComputeJson.Machine(
                json, machine, machine.HasView && state.Settings.ExpandsViews && Is(request.Query["$expand"].ToString(), View)))
            : Missing(id);

    private static Reply MachineView(ComputeState state, string id, FakeRequest request) =>
        state.Machines.TryGetValue(id, out FakeMachine? machine) ? Reply.Json(200, AnswerVerdict.Given, json => ComputeJson.View(json, machine)) : Missing(id);

    private static Reply Missing(string id) => Reply.Error(404, "ResourceNotFound", $"The Resource '{id}' was not found.");

    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);
}

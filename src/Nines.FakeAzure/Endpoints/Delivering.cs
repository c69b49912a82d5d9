using System.Globalization;
using Microsoft.AspNetCore.Http;
using Nines.FakeAzure.Faults;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Sends answers, well or badly.</summary>
internal static class Delivering
{
    private static readonly TimeSpan s_mostHang = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that replace the answer.</summary>
    public static Reply Apply(Reply reply, Fault? fault)
    {
        if (fault is null)
        {
            return reply;
        }

        Reply changed = fault.Status == 0 ? reply
            : fault.Status < 300 ? reply with { Status = fault.Status }
            : Reply.Error(fault.Status, "InjectedFault", "An injected fault.") with { Key = reply.Key, Question = reply.Question, Principal = reply.Principal };
        if (fault.RetryAfterSeconds > 0)
        {
            changed = changed.With("Retry-After", fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));
        }

        return fault.Body is { } body ? changed with { Body = System.Text.Encoding.UTF8.GetBytes(body), Verdict = AnswerVerdict.Error }
            : fault.How switch
            {
                Delivery.Truncated => changed with { Body = changed.Body[..(changed.Body.Length / 2)], Verdict = AnswerVerdict.Error },
                Delivery.Garbled => changed with { Body = Garbled(changed.Body.Length), Verdict = AnswerVerdict.Error },
                Delivery.Whole => changed,
                _ => changed with { Verdict = AnswerVerdict.Error },
            };
    }

    /// <returns>True when the answer was handed to the network.</returns>
    public static async Task<bool> SendAsync(HttpContext http, Reply reply, Delivery how, TimeProvider time, CancellationToken stop)
    {
        if (how == Delivery.Hang)
        {
            await Task.Delay(s_mostHang, time, stop);
            http.Abort();
            return false;
        }

        if (how == Delivery.Cut)
        {
            http.Abort();
            return false;
        }

        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = reply.Body.Length;
        foreach ((string name, string value) in reply.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (how == Delivery.CutMidway)
        {
            await http.Response.Body.WriteAsync(reply.Body[..(reply.Body.Length / 2)], stop);
            await http.Response.Body.FlushAsync(stop);
            http.Abort();
            return false;
        }

        await http.Response.Body.WriteAsync(reply.Body, stop);
        await http.Response.CompleteAsync();
        return true;
    }

    private static byte[] Garbled(int length)
    {
        byte[] bytes = new byte[Math.Max(length, 1)];
        Array.Fill(bytes, (byte)'}');
        return bytes;
    }
}

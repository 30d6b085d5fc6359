using System.Buffers;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Keys;
using Lintel.Management.Accounts;
using Lintel.Management.Audit;
using Lintel.Management.Keys;
using Lintel.Management.Requests;
using Lintel.Management.Users;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.PersonalData;

/// <summary>
/// Everything that is kept of an account, a JSON object on each line with its <c>kind</c>, sent a page at a time while it is read. The last line has the kind
/// <c>end</c>: an export without one was cut off.
/// </summary>
/// <param name="call">The call, whose resource is the account.</param>
/// <param name="stores">The stores.</param>
/// <param name="modules">What modules keep.</param>
/// <param name="places">The places, of which it takes one.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Canceled when the process stops.</param>
internal sealed class DataExport(
    ApiCall call, ILintelStores stores, IReadOnlyList<IAccountRecords> modules, Places places, TimeProvider time, CancellationToken stopping) : IResult
{
    private const int PageLength = 200;

    private readonly Account _account = call.Resource<Account>();
    private readonly StandingAccess _access = new(call, time);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _lines;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = HttpMethods.IsHead(httpContext.Request.Method) ? null : places.Take(call);
        httpContext.Response.ContentType = "application/x-ndjson; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{_account.Id}.ndjson\"";
        httpContext.Response.Headers.CacheControl = "no-store";
        if (place is null)
        {
            return;
        }

        using var answer = new LongAnswer(httpContext, time, stopping);
        await answer.RunAsync(() => WriteAsync(answer));
    }

    private async Task WriteAsync(LongAnswer answer)
    {
        Write("account", AccountShape.Of(_account));
        HashSet<string> ids = [_account.Id];
        await WritePeopleAsync(answer, ids);
        await WriteKeysAsync(answer, ids);
        await WriteModulesAsync(answer);
        await WriteRequestsAsync(answer);
        await WriteChangesAsync(answer, ids);
        Write("end", _lines);
        await SendAsync(answer);
    }

    private async Task WritePeopleAsync(LongAnswer answer, HashSet<string> ids)
    {
        for (string? after = null; ;)
        {
            var page = await stores.Sessions.ListUsersAsync(new UserQuery(_account.Id, after, PageLength), answer.Ended);
            var sessions = (await stores.Sessions.ListKeptSessionsAsync([.. page.Select(user => user.Id)], answer.Ended)).ToLookup(session => session.UserId);
            foreach (var user in page)
            {
                ids.Add(user.Id);
                Write("person", UserShape.Of(user));
                foreach (var session in sessions[user.Id])
                {
                    Write("session", SessionShape.Of(session));
                }
            }

            await SendAsync(answer);
            if (page.Count < PageLength)
            {
                return;
            }

            after = page[^1].Id;
        }
    }

    private async Task WriteKeysAsync(LongAnswer answer, HashSet<string> ids)
    {
        for (string? after = null; ;)
        {
            var page = await stores.Keys.ListAsync(new KeyQuery(_account.Id, Api: null, after, PageLength) { IncludesDeleted = true }, answer.Ended);
            var uses = await stores.RequestLog.FindKeyUsesAsync([.. page.SelectMany(KeyUse.NamesOf)], answer.Ended);
            foreach (var key in page)
            {
                ids.Add(key.Id);
                Write("key", KeyShape.Of(key, uses));
            }

            await SendAsync(answer);
            if (page.Count < PageLength)
            {
                return;
            }

            after = page[^1].Id;
        }
    }

    private async Task WriteModulesAsync(LongAnswer answer)
    {
        foreach (var module in modules)
        {
            await foreach (var record in module.ReadAsync(_account.Id, answer.Ended))
            {
                Write(record.Kind, record.Data);
                if (_lines % PageLength == 0)
                {
                    await SendAsync(answer);
                }
            }
        }

        await SendAsync(answer);
    }

    private async Task WriteRequestsAsync(LongAnswer answer)
    {
        var query = new RequestLogQuery { AccountId = _account.Id, Limit = PageLength };
        do
        {
            var page = await stores.RequestLog.SearchAsync(query, answer.Ended);
            foreach (var entry in page.Entries)
            {
                Write("request", RequestShape.Of(entry));
            }

            query = query with { Cursor = page.Cursor };
            await SendAsync(answer);
        }
        while (query.Cursor is not null);
    }

    // By the records, some of them at a time: an entry of several comes with the first of them.
    private async Task WriteChangesAsync(LongAnswer answer, HashSet<string> ids)
    {
        foreach (var some in ids.Order(StringComparer.Ordinal).Chunk(PageLength))
        {
            await WriteChangesAsync(answer, some, ids);
        }
    }

    private async Task WriteChangesAsync(LongAnswer answer, string[] some, HashSet<string> ids)
    {
        for (long after = 0; ;)
        {
            var rows = await stores.Audit.FindAsync(some, after, PageLength, answer.Ended);
            foreach (var row in rows)
            {
                if (AuditSubject.IdsOf(row).Where(ids.Contains).Min(StringComparer.Ordinal) is { } first && some.Contains(first))
                {
                    Write("change", AuditShape.Of(row.ToEntry()));
                }
            }

            await SendAsync(answer);
            if (rows.Count < PageLength)
            {
                return;
            }

            after = rows[^1].Seq;
        }
    }

    private void Write<T>(string kind, T data)
    {
        _lines++;
        _buffer.Write(JsonSerializer.SerializeToUtf8Bytes(new { kind, data }, Answer.Options));
        _buffer.Write("\n"u8);
    }

    // Each page leaves at once, and a client that does not read holds up the next.
    private async Task SendAsync(LongAnswer answer)
    {
        await answer.WriteAsync(_buffer.WrittenMemory, answer.Ended);
        _buffer.ResetWrittenCount();
        if (!await _access.HoldsAsync())
        {
            answer.CutOff();
        }

        answer.Ended.ThrowIfCancellationRequested();
    }
}

using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Operators;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Audit;

/// <summary>
/// Notes every change by the management API: before it is made, so that none is missing, and how it ended. What the guards refuse changes nothing, and is in
/// the request log alone: nobody fills the audit log without a good key.
/// </summary>
internal sealed partial class AuditFilter : IEndpointFilter, IReplayWitness
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var call = await ApiCall.BindAsync(context.HttpContext) ?? throw new InvalidOperationException("The endpoint is under no API.");
        if (!Changes(call))
        {
            return await next(context);
        }

        var store = await BeginAsync(call);
        var end = AuditEnd.Failed;
        try
        {
            var result = await next(context);
            end = AuditEnd.Of(call, result);
            return result;
        }
        finally
        {
            await EndAsync(call, store, end);
        }
    }

    /// <summary>An answer that is told again may hold a secret.</summary>
    public async ValueTask NoteReplayAsync(ApiCall call) => await EndAsync(call, await BeginAsync(call), AuditEnd.OfReplay(call));

    /// <summary>Notes that somebody has signed in; an attempt that fails is in the request log alone.</summary>
    public static async ValueTask NoteSignInAsync(ApiCall call, Session session)
    {
        var entry = await EntryOfAsync(call, session.UserId) with { AccountId = session.AccountId };
        call.NoteChange("session", null, session.Id);
        await EndAsync(call, await BeginAsync(call, entry), AuditEnd.OfSignIn(session));
    }

    private static async ValueTask<IAuditStore> BeginAsync(ApiCall call) =>
        await BeginAsync(call, await EntryOfAsync(call, call.SessionOrNull?.UserId ?? call.KeyOrNull?.OperatorId));

    private static async ValueTask<IAuditStore> BeginAsync(ApiCall call, AuditEntry entry)
    {
        var store = call.Service<ILintelStores>().Audit;
        await store.BeginAsync(entry, call.Service<AuditChain>(), CancellationToken.None);
        return store;
    }

    private static bool Changes(ApiCall call) =>
        !HttpMethods.IsGet(call.Http.Request.Method)
            && !HttpMethods.IsHead(call.Http.Request.Method)
            && call.Operation?.Metadata.GetMetadata<UnauditedMetadata>()?.AppliesTo(call) is not true;

    private static async ValueTask<AuditEntry> EntryOfAsync(ApiCall call, string? personId) => new()
    {
        RequestId = call.RequestId,
        At = call.StartedAt,
        KeyId = call.BoundingKeyOrNull?.Id,
        UserId = personId ?? call.CallerOrNull?.Subject,
        UserName = personId is null ? null : (await call.Service<OperatorCache>().FindAsync(personId, CancellationToken.None))?.Name,
        AccountId = call.AccountOrNull?.Id,
        Address = call.Address.ToString(),
        Operation = $"{call.Http.Request.Method} {call.Operation!.Route}",
    };

    // The change is made, and its entry is there: that its end could not be noted is no reason to keep the answer, with perhaps a secret in it, from the
    // caller.
    private static async Task EndAsync(ApiCall call, IAuditStore store, AuditEnd end)
    {
        try
        {
            var changes = end.IsDone ? AuditOwner.AddTo(AuditChanges.Of(call)?.All ?? [], call, end.Target) : [];
            var outcome = new AuditOutcome(end.Outcome, end.Target, changes);
            await store.EndAsync(call.RequestId, outcome, call.Service<AuditChain>(), CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the cause is: the sweep ends the entry later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.EndNotNoted(call.Service<ILogger<AuditFilter>>(), call.RequestId, call.Service<SecretMask>().Mask(exception));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{RequestId}: the end of a change could not be noted in the audit log.")]
        public static partial void EndNotNoted(ILogger logger, string requestId, Exception exception);
    }
}

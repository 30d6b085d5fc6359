using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Panel;

/// <summary>Notes the use of a key: a call that succeeds.</summary>
internal sealed class KeyUseFilter(KeyUses uses) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is not ErrorResult && context.HttpContext.Features.Get<ApiCall>() is { KeyOrNull: { } key } call)
        {
            uses.Note(key.Id, new KeyUse(call.StartedAt, call.Address.ToString(), key.AccountId));
        }

        return result;
    }
}

using Lintel.AspNetCore;
using Lintel.Management.Rights;
using Lintel.Operators;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Management.Operators;

/// <summary>Operations about what is an operator's own: theirs with any role, that of others with the right to change operators.</summary>
internal static class OwnOrAnother
{
    /// <summary>Stands for the id of whoever asks.</summary>
    private const string Own = "me";

    /// <summary>The operation is about what the operator has whom the path names as <c>{id}</c>, or <c>me</c>.</summary>
    public static RouteHandlerBuilder OfOwnOrAnother(this RouteHandlerBuilder operation) =>
        operation.Resource(LoadAsync).RaisesError(Condition.ScopeMissing, Condition.ResourceMissing);

    // Before the operator is looked for: whoever may not see others learns nothing about them.
    private static async ValueTask<Outcome<Operator>> LoadAsync(ApiCall call)
    {
        if (call.RouteText("id") == Own && ManagementRights.OperatorOf(call) is { } own)
        {
            call.Http.Request.RouteValues["id"] = own;
        }

        return ManagementRights.ToSeeOperator(call, call.RouteText("id")) is { } refusal ? refusal : await OperatorEndpoints.LoadAsync(call);
    }
}

using Lintel.Audit;
using Lintel.Contracts;
using Lintel.Management.Audit;
using Lintel.Operators;
using Lintel.Sessions;

namespace Lintel.Management.Operators;

/// <summary>
/// Makes a sign-in link without a request, for a command of whoever runs the process. The audit log has an entry of it.
/// </summary>
/// <param name="operators">The operators.</param>
/// <param name="audit">The audit log.</param>
/// <param name="chain">The chain of the audit log.</param>
/// <param name="contract">The contract of the management API.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInLinkCommand(IOperatorStore operators, IAuditStore audit, AuditChain chain, Contract contract, TimeProvider time)
{
    private const int IdLength = 20;

    /// <summary>Makes the link.</summary>
    /// <param name="operation">The name of the command, for the audit log.</param>
    /// <param name="login">The login of the operator; null for the owner who was added first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The link; null where there is no such operator, or they may not sign in.</returns>
    public async Task<NewSignInLink?> MakeAsync(string operation, string? login, CancellationToken cancellationToken)
    {
        var owner = login is null
            ? await operators.FindOwnerAsync(cancellationToken)
            : await operators.FindByLoginAsync(LoginName.Normalize(login), cancellationToken);
        if (owner is null)
        {
            return null;
        }

        // Noted before it is made, as the management API does: none is missing, whatever happens after it.
        var entry = new AuditEntry { RequestId = "cli_" + Base62.Random(IdLength), At = time.GetUtcNow(), Operation = operation };
        await audit.BeginAsync(entry, chain, CancellationToken.None);
        var link = await new SignInLinks(contract, operators, time).CreateAsync(owner.Id, CancellationToken.None);
        AuditChange[] changes = link is null ? [] : [new AuditChange("signInLink", Before: null, $"until {AuditFields.Text(link.ExpiresAt)}")];
        await audit.EndAsync(entry.RequestId, new AuditOutcome(link is null ? "failed" : "done", owner.Id, changes), chain, CancellationToken.None);
        return link;
    }
}

namespace Lintel.Management;

/// <summary>
/// A record of a module that belongs to an account. Where an operation under <c>MapManagement()</c> loads one as its <c>Resource</c>, what it notes of its
/// change belongs to the account: it is exported and erased with the account.
/// </summary>
public interface IAccountOwned
{
    /// <summary>The account.</summary>
    string AccountId { get; }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Management.Accounts;

/// <summary>The body of <c>POST /accounts</c> as the reference describes it; <see cref="AccountBodies"/> reads it.</summary>
[Description("An account to be made.")]
internal sealed record NewAccountDocument(
    [Description("The API that the account is a customer of: the name of its contract.")] string Api,
    [StringLength(100, MinimumLength = 1)] string Name,
    [StringLength(64, MinimumLength = 1)][Description("A plan of the contract, its first by default.")] string? Plan = null,
    [StringLength(64, MinimumLength = 1)][Description("A subscription state of the contract, its first by default.")] string? Subscription = null,
    [Description("How many requests rate limit policies allow, by their names: 1 to 10,000,000.")] IReadOnlyDictionary<string, int>? Limits = null,
    [RegularExpression(AccountShape.ExternalIdForm)][Description("The account's id in another system; no other account has it. Null or left out for none.")]
    string? ExternalId = null,
    [MaxLength(50)][Description("Kept with the account: names of at most 40 characters, texts of at most 500.")]
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>The body of <c>PATCH /accounts/{id}</c> as the reference describes it; <see cref="AccountBodies"/> reads it.</summary>
[Description("A change of an account. What is left out stays.")]
[RequestExample("""{"name":"Brook Dairy & Sons"}""")]
internal sealed record AccountChangeDocument(
    [StringLength(100, MinimumLength = 1)] string? Name = null,
    [StringLength(64, MinimumLength = 1)][Description("A plan of the contract.")] string? Plan = null,
    [StringLength(64, MinimumLength = 1)][Description("A subscription state of the contract.")] string? Subscription = null,
    [Description("Replaced as a whole: how many requests rate limit policies allow, by their names: 1 to 10,000,000.")]
    IReadOnlyDictionary<string, int>? Limits = null,
    [RegularExpression(AccountShape.ExternalIdForm)][Description("The account's id in another system; no other account has it. Null takes it away.")]
    string? ExternalId = null,
    [MaxLength(50)][Description("Replaced as a whole: names of at most 40 characters, texts of at most 500.")]
    IReadOnlyDictionary<string, string>? Metadata = null,
    [Range(1, FieldReader.LargestInteger)][Description("The version that the change is meant for; any where it is left out.")] long? Version = null);

/// <summary>The query of <c>GET /accounts</c> as the reference describes it; <see cref="AccountBodies"/> reads it.</summary>
internal sealed record AccountQueryDocument(
    [StringLength(100)][Description("Only accounts of this API.")] string? Api = null,
    [StringLength(128, MinimumLength = 1)][Description("Only the account with this id in another system.")] string? ExternalId = null,
    [StringLength(100, MinimumLength = 1)][Description("Only accounts with this in their name, their id or their id in another system; case does not matter.")]
    string? Q = null,
    [StringLength(ListedIds.Longest, MinimumLength = 1)][Description("Only accounts with these ids, at most 100 with commas between them.")] string? Ids = null,
    [StringLength(100, MinimumLength = 1)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);

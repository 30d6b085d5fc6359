using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Management.Usage;

/// <summary>The query of <c>GET /usage</c> as the reference describes it; <see cref="UsageRequest"/> reads it.</summary>
internal sealed record UsageDocument(
    [AllowedValues("api", "code", "account", "key", "operation", "address")][property: DefaultValue("code")] string By = "code",
    [AllowedValues("minute", "hour", "day")][Description("A row for each length of time; without it one for all.")] string? Bucket = null,
    [StringLength(100)] string? Api = null,
    [StringLength(256)][Description("One code, account, key, operation or address alone.")] string? Value = null,
    [StringLength(256)][Description("Only requests of this account, by code or operation.")] string? AccountId = null,
    [StringLength(256)][Description("Only requests of this key, by code or operation.")] string? KeyId = null,
    [StringLength(256)][Description("Only requests of this operation, by account, key or code.")] string? Operation = null,
    [StringLength(256)][Description("Only requests that were answered with this code, by account, key or operation.")] string? Code = null,
    [Description("The earliest moment; 24 hours before the latest by default.")] DateTimeOffset? From = null,
    [Description("The latest moment; now by default.")] DateTimeOffset? To = null,
    [Range(1, UsageRequest.MostValues)][Description("The most values: 50 by default, and with bucket 10, of at most 20.")] int? Limit = null);

/// <summary>The query of <c>GET /usage/top</c> as the reference describes it; <see cref="UsageRequest"/> reads it.</summary>
internal sealed record UsageTopDocument(
    [AllowedValues("code", "account", "key", "operation", "address")] string Of,
    [AllowedValues("refused")][Description("Orders by what was refused or failed, and leaves out what has none of it.")] string? Where = null,
    [StringLength(100)] string? Api = null,
    [StringLength(256)][Description("Only requests of this account, by code or operation.")] string? AccountId = null,
    [StringLength(256)][Description("Only requests of this key, by code or operation.")] string? KeyId = null,
    [StringLength(256)][Description("Only requests of this operation, by account, key or code.")] string? Operation = null,
    [StringLength(256)][Description("Only requests that were answered with this code, by account, key or operation.")] string? Code = null,
    [Description("The earliest moment; 24 hours before the latest by default.")] DateTimeOffset? From = null,
    [Description("The latest moment; now by default.")] DateTimeOffset? To = null,
    [Range(1, UsageRequest.MostValues)][property: DefaultValue(10)] int Limit = 10);

/// <summary>The query of <c>GET /usage/impatient</c> as the reference describes it; <see cref="UsageRequest"/> reads it.</summary>
internal sealed record UsageImpatientDocument(
    [StringLength(100)] string? Api = null,
    [Description("The earliest moment; 24 hours before the latest by default.")] DateTimeOffset? From = null,
    [Description("The latest moment; now by default.")] DateTimeOffset? To = null,
    [Range(1, UsageRequest.MostValues)][property: DefaultValue(10)] int Limit = 10);

/// <summary>The query of <c>GET /usage/expiring</c> as the reference describes it; <see cref="ExpiringRequest"/> reads it.</summary>
internal sealed record UsageExpiringDocument(
    [Range(1, ExpiringRequest.MostDays)][property: DefaultValue(ExpiringRequest.DefaultDays)] int Days = ExpiringRequest.DefaultDays,
    [StringLength(100)] string? Api = null,
    [StringLength(ExpiringRequest.LongestCursor)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);

/// <summary>The query of <c>GET /usage/old-secrets</c> as the reference describes it; <see cref="UsageEndpoints"/> reads it.</summary>
internal sealed record UsageOldSecretsDocument(
    [StringLength(100)][Description("Only keys of this account.")] string? AccountId = null,
    [StringLength(100)][Description("Only keys of this API.")] string? Api = null,
    [StringLength(100, MinimumLength = 1)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);

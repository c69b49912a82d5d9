namespace Nines.Azure.Prices;

/// <summary>One row of the Retail Prices API: the fields that decide what it is a price of.</summary>
internal sealed record RetailPriceRow
{
    public string Currency { get; set; } = "";
    public decimal? From { get; set; }
    public decimal? Amount { get; set; }
    public string Region { get; set; } = "";
    public string Start { get; set; } = "";
    public string End { get; set; } = "";
    public string MeterId { get; set; } = "";
    public string Meter { get; set; } = "";
    public string Product { get; set; } = "";
    public string Sku { get; set; } = "";
    public string Service { get; set; } = "";
    public string Unit { get; set; } = "";
    public string Type { get; set; } = "";
    public string VmSize { get; set; } = "";

    /// <summary>Line of the file at which the row begins.</summary>
    public int Line { get; set; }

    /// <summary>Names by which the API distinguishes rows, without the date.</summary>
    public string Key => string.Join('|', Service, Product, Sku, Meter, Region, Type);

    /// <summary>Sets a field by its name in the API; others are ignored.</summary>
    public void Set(string field, string value)
    {
        switch (field)
        {
            case "currencyCode": Currency = value; break;
            case "armRegionName": Region = value; break;
            case "effectiveStartDate": Start = value; break;
            case "effectiveEndDate": End = value; break;
            case "meterId": MeterId = value; break;
            case "meterName": Meter = value; break;
            case "productName": Product = value; break;
            case "skuName": Sku = value; break;
            case "serviceName": Service = value; break;
            case "unitOfMeasure": Unit = value; break;
            case "type" or "priceType": Type = value; break;
            case "armSkuName": VmSize = value; break;
            default: break;
        }
    }

    /// <inheritdoc cref="Set(string, string)"/>
    public void Set(string field, decimal value)
    {
        switch (field)
        {
            case "tierMinimumUnits": From = value; break;
            case "retailPrice": Amount = value; break;
            default: break;
        }
    }
}
